export type Bytes = Uint8Array<ArrayBuffer>;

/** A copy backed by an ordinary buffer, which is what WebCrypto's types ask for. */
export function own(bytes: Uint8Array): Bytes {
  return Uint8Array.from(bytes);
}

export function utf8(text: string): Bytes {
  return own(new TextEncoder().encode(text));
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Without padding, as JOSE has it. */
export function fromBase64Url(text: string): Bytes {
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}
