/** The fake gateway's refusal. */
export class No extends Error {
  constructor(status, diagnostics) {
    super(diagnostics);
    this.status = status;
  }
}
