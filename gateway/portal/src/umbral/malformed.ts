/** Bytes that are not what they should be. Says which part and which rule, never the content. */
export class Malformed extends Error {
  override readonly name = 'Malformed';

  constructor(
    readonly part: string,
    readonly rule: string,
  ) {
    super(`${part}: ${rule}`);
  }
}
