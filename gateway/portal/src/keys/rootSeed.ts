import { p256 } from '@noble/curves/nist.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { KeyFactory, type SecretKey } from '../umbral/index.ts';
import { toBase64Url, utf8 } from './bytes.ts';
import type { PublicJwk } from './jws.ts';

/*
 * Everything a patient's device needs grows from one seed of 32 bytes, so that one backup of 24
 * words or one small file brings all of it back:
 *
 *   signing key (P-256)       signs consents; the gateway knows its public half
 *   delegating key per scope  what attachments are sealed to; a kfrag is made from it
 *   verifying key per scope   signs the kfrags of that scope
 *
 * Umbral lets a recipient and a proxy together compute the delegating key they were given fragments
 * of, therefore one key per scope and never the seed's own.
 */

export const SEED_LENGTH = 32;
export const DOCUMENTS = 'documents';

export interface ScopeKeys {
  delegating: SecretKey;
  signer: SecretKey;
}

export function newSeed(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(SEED_LENGTH));
}

export function scopeKeys(seed: Uint8Array, scope: string): ScopeKeys {
  const factory = new KeyFactory(seed);
  return { delegating: factory.makeKey(scope), signer: factory.makeKey(`${scope}/verifying`) };
}

/** FIPS 186-5, A.2.1: 128 bits more than the order has, reduced, so that no key is likelier. */
export function signingJwk(seed: Uint8Array): PublicJwk & { d: string } {
  const wide = hkdf(sha256, seed, undefined, utf8('consentry/signing/ES256/1'), 48);
  const order = p256.Point.Fn.ORDER;
  const scalar = (wide.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) % (order - 1n)) + 1n;
  const secret = p256.Point.Fn.toBytes(scalar);
  const point = p256.getPublicKey(secret, false);
  return {
    kty: 'EC',
    crv: 'P-256',
    x: toBase64Url(point.subarray(1, 33)),
    y: toBase64Url(point.subarray(33, 65)),
    d: toBase64Url(secret),
  };
}
