import { type Bytes, own, utf8 } from './bytes.ts';
import { type PublicJwk, signDetached, thumbprint } from './jws.ts';
import { type ScopeKeys, SEED_LENGTH, scopeKeys, signingJwk } from './rootSeed.ts';

/** What this device keeps for one patient. Both CryptoKeys are non-extractable. */
export interface StoredKeys {
  owner: string;
  signing: CryptoKey;
  publicJwk: PublicJwk;
  kid: string;
  wrapping: CryptoKey;
  iv: Bytes;
  wrappedSeed: Bytes;
  madeAt: string;
  /** When the patient last took a backup of these keys, if ever. */
  backedUpAt?: string;
  /** After a loss: these sign, and documents stay sealed to the keys that are gone. */
  signsOnly?: boolean;
}

/** Where StoredKeys are kept. `put` MUST NOT resolve before the keys would survive a closed tab. */
export interface KeyDrawer {
  get(owner: string): Promise<StoredKeys | undefined>;
  put(keys: StoredKeys): Promise<void>;
  remove(owner: string): Promise<void>;
}

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' };

export async function storedFrom(seed: Uint8Array, owner: string, now: Date): Promise<StoredKeys> {
  const { d, ...publicJwk } = signingJwk(seed);
  const signing = await crypto.subtle.importKey('jwk', { ...publicJwk, d }, ES256, false, ['sign']);
  const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: utf8(owner) },
    wrapping,
    own(seed),
  );
  return {
    owner,
    signing,
    publicJwk,
    kid: await thumbprint(publicJwk),
    wrapping,
    iv,
    wrappedSeed: new Uint8Array(wrapped),
    madeAt: now.toISOString(),
  };
}

/** Lends the seed to one piece of work and overwrites it afterwards. */
export async function withSeed<T>(keys: StoredKeys, work: (seed: Uint8Array) => T | Promise<T>): Promise<T> {
  const seed = new Uint8Array(
    await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: keys.iv, additionalData: utf8(keys.owner) },
      keys.wrapping,
      keys.wrappedSeed,
    ),
  );
  try {
    if (seed.length !== SEED_LENGTH) {
      throw new Error('the stored seed has the wrong length');
    }
    return await work(seed);
  } finally {
    seed.fill(0);
  }
}

export function withScope<T>(
  keys: StoredKeys,
  scope: string,
  work: (keys: ScopeKeys) => T | Promise<T>,
): Promise<T> {
  return withSeed(keys, (seed) => work(scopeKeys(seed, scope)));
}

export function sign(keys: StoredKeys, payload: Uint8Array): Promise<string> {
  return signDetached(
    payload,
    keys.kid,
    async (message) =>
      new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.signing, message)),
  );
}
