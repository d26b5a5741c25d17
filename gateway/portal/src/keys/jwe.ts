import { concatBytes } from '@noble/curves/utils.js';
import { own, toBase64Url, utf8 } from './bytes.ts';
import type { PublicJwk } from './jws.ts';

/*
 * A data key for a reader without Umbral: a compact JWE, ECDH-ES+A256KW on P-256 and A256GCM
 * (RFC 7516; RFC 7518, section 4.6), made here and by nobody else.
 */

const ALGORITHM = 'ECDH-ES+A256KW';
const P256 = { name: 'ECDH', namedCurve: 'P-256' };

/** @param kid the name of the reader's key, its RFC 7638 thumbprint */
export async function wrapFor(reader: PublicJwk, kid: string, secret: Uint8Array): Promise<string> {
  const ephemeral = await crypto.subtle.generateKey(P256, true, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', ephemeral.publicKey);
  const header = toBase64Url(
    utf8(JSON.stringify({ alg: ALGORITHM, enc: 'A256GCM', epk: { kty, crv, x, y }, kid })),
  );
  const wrapping = await wrappingKey(ephemeral.privateKey, reader);
  const content = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const encryptedKey = await crypto.subtle.wrapKey('raw', content, wrapping, 'AES-KW');
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(header) }, content, own(secret)),
  );
  return [
    header,
    toBase64Url(new Uint8Array(encryptedKey)),
    toBase64Url(iv),
    toBase64Url(sealed.slice(0, -16)),
    toBase64Url(sealed.slice(-16)),
  ].join('.');
}

/** RFC 7518, section 4.6.2: the Concat KDF, one round of SHA-256. */
async function wrappingKey(ephemeral: CryptoKey, reader: PublicJwk): Promise<CryptoKey> {
  const { kty, crv, x, y } = reader;
  const theirs = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, P256, false, []);
  const shared = new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, ephemeral, 256),
  );
  const input = concatBytes(
    number(1),
    shared,
    number(ALGORITHM.length),
    utf8(ALGORITHM),
    number(0),
    number(0),
    number(256),
  );
  const key = await crypto.subtle.digest('SHA-256', own(input));
  shared.fill(0);
  return crypto.subtle.importKey('raw', key, 'AES-KW', false, ['wrapKey']);
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
