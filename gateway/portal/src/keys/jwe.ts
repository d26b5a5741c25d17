import { concatBytes } from '@noble/curves/utils.js';
import { Malformed } from '../umbral/malformed.ts';
import { type Bytes, fromBase64Url, own, toBase64Url, utf8 } from './bytes.ts';
import { type PublicJwk, publicJwkOf } from './jws.ts';

/*
 * A data key for a reader without Umbral: a compact JWE, ECDH-ES+A256KW on P-256 and A256GCM
 * (RFC 7516; RFC 7518, section 4.6), made by the patient's device and opened by the reader's. Others'
 * algorithms, compression and critical extensions are refused.
 */

const ALGORITHM = 'ECDH-ES+A256KW';
const LONGEST = 4096;
const P256 = { name: 'ECDH', namedCurve: 'P-256' };

/** @param kid the name of the reader's key, its RFC 7638 thumbprint */
export async function wrapFor(reader: PublicJwk, kid: string, secret: Uint8Array): Promise<string> {
  const ephemeral = await crypto.subtle.generateKey(P256, true, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', ephemeral.publicKey);
  const header = toBase64Url(
    utf8(JSON.stringify({ alg: ALGORITHM, enc: 'A256GCM', epk: { kty, crv, x, y }, kid })),
  );
  const wrapping = await wrappingKey(ephemeral.privateKey, reader, 'wrapKey');
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

/** A reader's key with its secret half. */
export interface PrivateJwk extends PublicJwk {
  d: string;
}

/** The name of the key it was made for, as its header says. @throws Malformed where it is none of ours */
export function readerOf(jwe: string): string {
  return headerOf(jwe).kid;
}

/** @throws Malformed where it was changed, or made for another key */
export async function unwrapWith(reader: PrivateJwk, jwe: string): Promise<Uint8Array> {
  const { epk } = headerOf(jwe);
  const [header = '', key = '', iv = '', text = '', tag = ''] = jwe.split('.');
  try {
    const { kty, crv, x, y, d } = reader;
    const secret = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, P256, false, ['deriveBits']);
    const wrapping = await wrappingKey(secret, epk, 'unwrapKey');
    const content = await crypto.subtle.unwrapKey(
      'raw',
      fromBase64Url(key),
      wrapping,
      'AES-KW',
      'AES-GCM',
      false,
      ['decrypt'],
    );
    const sealed = concatBytes(fromBase64Url(text), exactly(16, fromBase64Url(tag)));
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: exactly(12, fromBase64Url(iv)), additionalData: utf8(header) },
      content,
      own(sealed),
    );
    return new Uint8Array(opened);
  } catch {
    throw new Malformed('wrapped key', 'does not open with this key');
  }
}

function exactly(length: number, bytes: Bytes): Bytes {
  if (bytes.length !== length) {
    throw new Malformed('wrapped key', `a part of ${length} bytes`);
  }
  return bytes;
}

function headerOf(jwe: string): { epk: PublicJwk; kid: string } {
  const parts = jwe.split('.');
  if (parts.length !== 5 || jwe.length > LONGEST) {
    throw new Malformed('wrapped key', 'a compact JWE');
  }
  const header = parsed(parts[0] ?? '');
  const epk = publicJwkOf(header.epk);
  const ours =
    header.alg === ALGORITHM && header.enc === 'A256GCM' && !('zip' in header) && !('crit' in header);
  // Agreement information would go into the key derivation; we say none.
  if (!ours || !epk || 'apu' in header || 'apv' in header || typeof header.kid !== 'string') {
    throw new Malformed('wrapped key', `${ALGORITHM} and A256GCM for a named key`);
  }
  return { epk, kid: header.kid };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64Url(text)));
    return value && typeof value === 'object' ? { ...value } : {};
  } catch {
    throw new Malformed('wrapped key', 'a JSON header');
  }
}

/** RFC 7518, section 4.6.2: the Concat KDF, one round of SHA-256. */
async function wrappingKey(
  mine: CryptoKey,
  { kty, crv, x, y }: PublicJwk,
  use: 'wrapKey' | 'unwrapKey',
): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, P256, false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256));
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
  return crypto.subtle.importKey('raw', key, 'AES-KW', false, [use]);
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
