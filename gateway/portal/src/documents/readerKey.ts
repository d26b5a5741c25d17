import { p256 } from '@noble/curves/nist.js';
import { fromBase64Url, own, toBase64Url } from '../keys/bytes.ts';
import { type KeyDrawer, storedFrom, withSeed } from '../keys/deviceKeys.ts';
import type { PrivateJwk } from '../keys/jwe.ts';
import { thumbprint } from '../keys/jws.ts';
import { SecretKey } from '../umbral/index.ts';
import { Malformed } from '../umbral/malformed.ts';

/*
 * The hospital's receiving key on a practitioner's device. It comes from a file that the hospital
 * made (`consentry keys make`, or a private JWK where it has no Umbral) and stays here, as a patient's
 * keys do: its bytes lie encrypted by a key that this browser does not give out, and are never sent.
 * One is kept; another takes its place.
 */

/** What a hospital opens with: fragments re-encrypted for it, or keys that patients wrapped for it. */
export type ReaderKey = { kind: 'umbral'; key: SecretKey } | { kind: 'jwk'; jwk: PrivateJwk };

/** 64 hexadecimal digits and nothing else, or a private P-256 JWK. */
export function parseReaderKey(text: string): ReaderKey {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    return { kind: 'jwk', jwk: parseJwk(trimmed) };
  }
  if (!/^[0-9a-f]{64}$/i.test(trimmed)) {
    throw new Malformed('key file', '64 hexadecimal digits, or a private JWK');
  }
  const bytes = Uint8Array.from(trimmed.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return { kind: 'umbral', key: SecretKey.fromBytes(bytes) };
  } finally {
    bytes.fill(0);
  }
}

function parseJwk(text: string): PrivateJwk {
  const { kty, crv, x, y, d } = JSON.parse(text) as Record<string, unknown>;
  if (kty !== 'EC' || crv !== 'P-256' || typeof d !== 'string') {
    throw new Malformed('key file', 'a private EC key on P-256');
  }
  const jwk = jwkOf(fromBase64Url(d));
  if (jwk.x !== x || jwk.y !== y) {
    throw new Malformed('key file', 'a private key that belongs to its public half');
  }
  return jwk;
}

function jwkOf(secret: Uint8Array): PrivateJwk {
  const point = p256.getPublicKey(secret, false);
  return {
    kty: 'EC',
    crv: 'P-256',
    x: toBase64Url(point.slice(1, 33)),
    y: toBase64Url(point.slice(33)),
    d: toBase64Url(secret),
  };
}

function place(owner: string, kind: ReaderKey['kind']): string {
  return kind === 'umbral' ? owner : `${owner} ${kind}`;
}

export async function keepReaderKey(
  drawer: KeyDrawer,
  owner: string,
  key: ReaderKey,
  now: Date,
): Promise<void> {
  const bytes = key.kind === 'umbral' ? key.key.toBytes() : fromBase64Url(key.jwk.d);
  try {
    await drawer.put(await storedFrom(bytes, place(owner, key.kind), now));
    await drawer.remove(place(owner, key.kind === 'umbral' ? 'jwk' : 'umbral'));
  } finally {
    bytes.fill(0);
  }
}

export async function removeReaderKey(drawer: KeyDrawer, owner: string): Promise<void> {
  await drawer.remove(place(owner, 'umbral'));
  await drawer.remove(place(owner, 'jwk'));
}

/** Whether one is kept here, and its public half: the point, or the thumbprint of a JWK. */
export async function readerKeyHere(drawer: KeyDrawer, owner: string): Promise<string | undefined> {
  const kept = await stored(drawer, owner);
  return kept && lent(kept, nameOf);
}

async function nameOf(key: ReaderKey): Promise<string> {
  return key.kind === 'umbral' ? key.key.publicKey.toHex() : thumbprint(key.jwk);
}

/** Lends the key to one piece of work. */
export async function withReaderKey<T>(
  drawer: KeyDrawer,
  owner: string,
  work: (key: ReaderKey) => Promise<T>,
): Promise<T> {
  const kept = await stored(drawer, owner);
  if (!kept) {
    throw new Malformed('key', 'none is kept on this device');
  }
  return lent(kept, work);
}

type Kept = NonNullable<Awaited<ReturnType<typeof stored>>>;

async function stored(drawer: KeyDrawer, owner: string) {
  for (const kind of ['umbral', 'jwk'] as const) {
    const keys = await drawer.get(place(owner, kind));
    if (keys) {
      return { kind, keys };
    }
  }
  return undefined;
}

function lent<T>({ kind, keys }: Kept, work: (key: ReaderKey) => Promise<T>): Promise<T> {
  return withSeed(keys, (seed) =>
    work(kind === 'umbral' ? { kind, key: SecretKey.fromBytes(seed) } : { kind, jwk: jwkOf(own(seed)) }),
  );
}
