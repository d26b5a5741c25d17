/** Standard base64 in its only spelling. */
export function base64(what: string, text: string): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new Malformed(what);
  }
  if (toBase64(bytes) !== text) {
    throw new Malformed(what);
  }
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A decimal number in its only spelling, small enough to be exact. */
export function decimal(what: string, text: string): number {
  const value = Number(text);
  if (!/^(0|[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(value)) {
    throw new Malformed(what);
  }
  return value;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Something that is not in its form; `what` says which part. */
export class Malformed extends Error {
  override readonly name = 'Malformed';

  constructor(readonly what: string) {
    super(`not in form: ${what}`);
  }
}
