import { describe, expect, it } from 'vitest';
import { fromBase64, own, utf8 } from './bytes.ts';
import { wrapFor } from './jwe.ts';
import { type PublicJwk, thumbprint } from './jws.ts';

/** The reader's side, written for this test from RFC 7518 alone. */
async function unwrap(jwe: string, key: CryptoKey): Promise<Uint8Array> {
  const [header = '', encryptedKey = '', iv = '', text = '', tag = ''] = jwe.split('.');
  const bytes = (part: string) => fromBase64(part.replaceAll('-', '+').replaceAll('_', '/'));
  const { epk, alg } = JSON.parse(new TextDecoder().decode(bytes(header)));
  const theirs = await crypto.subtle.importKey('jwk', epk, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, key, 256);
  const info = [0, 0, 0, 1, ...new Uint8Array(shared), 0, 0, 0, alg.length, ...utf8(alg)];
  const derived = await crypto.subtle.digest(
    'SHA-256',
    Uint8Array.from([...info, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
  );
  const kek = await crypto.subtle.importKey('raw', derived, 'AES-KW', false, ['unwrapKey']);
  const cek = await crypto.subtle.unwrapKey('raw', bytes(encryptedKey), kek, 'AES-KW', 'AES-GCM', false, [
    'decrypt',
  ]);
  return new Uint8Array(
    await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes(iv), additionalData: utf8(header) },
      cek,
      own(Uint8Array.from([...bytes(text), ...bytes(tag)])),
    ),
  );
}

async function reader() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk: PublicJwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' };
  return { jwk, secret: pair.privateKey };
}

describe('wrapping a data key for a reader without Umbral', () => {
  const dataKey = Uint8Array.from({ length: 32 }, (_, index) => index);

  it('opens for nobody but that reader', async () => {
    const one = await reader();
    const other = await reader();
    const jwe = await wrapFor(one.jwk, await thumbprint(one.jwk), dataKey);

    expect(await unwrap(jwe, one.secret)).toEqual(dataKey);
    await expect(unwrap(jwe, other.secret)).rejects.toThrow();
  });

  it('names the reader’s key and no secret', async () => {
    const { jwk } = await reader();
    const kid = await thumbprint(jwk);
    const header = JSON.parse(atob((await wrapFor(jwk, kid, dataKey)).split('.')[0] ?? ''));

    expect(header).toMatchObject({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid });
    expect(Object.keys(header.epk)).toEqual(['kty', 'crv', 'x', 'y']);
  });

  it('is never the same twice', async () => {
    const { jwk } = await reader();

    expect(await wrapFor(jwk, 'k', dataKey)).not.toBe(await wrapFor(jwk, 'k', dataKey));
  });
});
