import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { type FhirClient, Refused } from '../fhir/client.ts';
import { named, type Parameters } from '../fhir/types.ts';
import { openBackup, phraseOf, sealBackup, seedOfPhrase } from './backup.ts';
import { own, toBase64Url } from './bytes.ts';
import { sign, storedFrom, withSeed } from './deviceKeys.ts';
import { indexedDbDrawer } from './indexedDbDrawer.ts';
import { thumbprint } from './jws.ts';
import { restore, standing } from './registration.ts';
import { newSeed, scopeKeys, signingJwk } from './rootSeed.ts';

const PATIENT = 'Patient/p-1';
const NOW = new Date('2026-11-20T10:00:00Z');

/** A gateway that knows one key per patient. */
class FakeKeys implements FhirClient {
  registered?: Parameters;
  posts = 0;
  beforeRegister = () => {};

  async get<T>(): Promise<T> {
    if (!this.registered) {
      throw new Refused(404);
    }
    return this.registered as T;
  }

  async put<T>(): Promise<T> {
    throw new Error('keys are posted');
  }

  async post<T>(_path: string, body: Parameters): Promise<T> {
    this.beforeRegister();
    if (this.registered) {
      throw new Refused(409);
    }
    this.posts += 1;
    this.registered = body;
    return undefined as T;
  }
}

function device() {
  return indexedDbDrawer(new IDBFactory());
}

describe('registration', () => {
  it('never sends anything private', async () => {
    const gateway = new FakeKeys();

    await standing(gateway, device(), PATIENT, 'o', () => NOW);

    const sent = gateway.registered as Parameters;
    expect(Object.keys(JSON.parse(named(sent, 'jwk')?.valueString ?? '')).sort()).toEqual([
      'crv',
      'kty',
      'x',
      'y',
    ]);
    const umbral = named(sent, 'umbral');
    expect(umbral?.part?.map((part) => part.name)).toEqual(['scope', 'publicKey', 'verifyingKey']);
    expect(umbral?.part?.slice(1).every((part) => /^0[23][0-9a-f]{64}$/.test(part.valueString ?? ''))).toBe(
      true,
    );
  });

  it('registers once and is ready from then on', async () => {
    const gateway = new FakeKeys();
    const drawer = device();

    const first = await standing(gateway, drawer, PATIENT, 'o', () => NOW);
    const second = await standing(gateway, drawer, PATIENT, 'o', () => NOW);

    expect([first.state, second.state]).toEqual(['ready', 'ready']);
    expect(gateway.posts).toBe(1);
  });

  it('registers the stored keys after a crash before registering', async () => {
    const gateway = new FakeKeys();
    const drawer = device();
    const keys = await storedFrom(newSeed(), 'o', NOW);
    await drawer.put(keys);

    const found = await standing(gateway, drawer, PATIENT, 'o', () => NOW);

    expect(found).toMatchObject({ state: 'ready', keys: { kid: keys.kid } });
  });

  it('says that the keys are on another device', async () => {
    const gateway = new FakeKeys();
    await standing(gateway, device(), PATIENT, 'o', () => NOW);

    const other = device();

    expect((await standing(gateway, other, PATIENT, 'o', () => NOW)).state).toBe('elsewhere');
    expect(await other.get('o')).toBeUndefined();
  });

  it('says that this device holds other keys than the registered ones', async () => {
    const gateway = new FakeKeys();
    await standing(gateway, device(), PATIENT, 'o', () => NOW);
    const other = device();
    await other.put(await storedFrom(newSeed(), 'o', NOW));

    expect((await standing(gateway, other, PATIENT, 'o', () => NOW)).state).toBe('different');
  });

  it('keeps no keys when another device was faster', async () => {
    const gateway = new FakeKeys();
    const faster = new FakeKeys();
    await standing(faster, device(), PATIENT, 'o', () => NOW);
    gateway.beforeRegister = () => {
      gateway.registered = faster.registered;
    };
    const drawer = device();

    expect((await standing(gateway, drawer, PATIENT, 'o', () => NOW)).state).toBe('elsewhere');
    expect(await drawer.get('o')).toBeUndefined();
  });

  it('does not take a failing gateway for one without a key', async () => {
    const gateway = new FakeKeys();
    gateway.get = async () => {
      throw new Refused(503);
    };

    await expect(standing(gateway, device(), PATIENT, 'o', () => NOW)).rejects.toMatchObject({ status: 503 });
    expect(gateway.posts).toBe(0);
  });
});

describe('restoring', () => {
  it('refuses a backup of other keys', async () => {
    const gateway = new FakeKeys();
    await standing(gateway, device(), PATIENT, 'o', () => NOW);
    const drawer = device();

    expect(await restore(gateway, drawer, PATIENT, 'o', newSeed(), NOW)).toBe('foreign');
    expect(await drawer.get('o')).toBeUndefined();
  });

  it('brings the same keys to a new device', async () => {
    const gateway = new FakeKeys();
    const old = device();
    const before = await standing(gateway, old, PATIENT, 'o', () => NOW);
    const stored = await old.get('o');
    const phrase = stored ? await withSeed(stored, phraseOf) : '';
    const fresh = device();

    expect(await restore(gateway, fresh, PATIENT, 'o', seedOfPhrase(phrase) as Uint8Array, NOW)).toBe(
      'restored',
    );
    expect(await standing(gateway, fresh, PATIENT, 'o', () => NOW)).toMatchObject({
      state: 'ready',
      keys: { kid: before.state === 'ready' ? before.keys.kid : '' },
    });
  });
});

describe('backups', () => {
  it('open with their password only', async () => {
    const seed = newSeed();
    const file = await sealBackup(seed, 'correct horse battery', 'kid');

    expect(await openBackup(file, 'correct horse battery')).toEqual({ seed });
    expect(await openBackup(file, 'correct horse batterz')).toEqual({ problem: 'wrong-password' });
    expect(file).not.toContain(toBase64Url(seed));
  });

  it('are refused when they were changed or are something else', async () => {
    const file = JSON.parse(await sealBackup(newSeed(), 'correct horse battery', 'kid'));
    const opened = (change: object) =>
      openBackup(JSON.stringify({ ...file, ...change }), 'correct horse battery');

    expect(await opened({ key: 'other' })).toEqual({ problem: 'wrong-password' });
    expect(await opened({ iterations: 1e12 })).toEqual({ problem: 'not-a-backup' });
    expect(await opened({ format: 'x' })).toEqual({ problem: 'not-a-backup' });
    expect(await opened({ salt: '%' })).toEqual({ problem: 'not-a-backup' });
    expect(await openBackup('hello', 'x')).toEqual({ problem: 'not-a-backup' });
    expect(await openBackup('null', 'x')).toEqual({ problem: 'not-a-backup' });
  });

  it('are not made with a short password', async () => {
    await expect(sealBackup(newSeed(), 'short', 'kid')).rejects.toThrow('12 characters');
  });

  it('are 24 words that forgive spaces and capitals but no wrong word', () => {
    const seed = newSeed();
    const words = phraseOf(seed).split(' ');

    expect(words).toHaveLength(24);
    expect(seedOfPhrase(`  ${words.join('\n').toUpperCase()} `)).toEqual(seed);
    expect(seedOfPhrase(words.slice(1).join(' '))).toBeUndefined();
    expect(seedOfPhrase(['zzz', ...words.slice(1)].join(' '))).toBeUndefined();
  });
});

describe('device keys', () => {
  it('cannot be read out, after storing either', async () => {
    const drawer = device();
    await drawer.put(await storedFrom(newSeed(), 'o', NOW));

    const stored = await drawer.get('o');

    expect(stored?.signing.extractable).toBe(false);
    expect(stored?.wrapping.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('jwk', stored?.signing as CryptoKey)).rejects.toThrow();
  });

  it('overwrites the seed it lent, also after a failure', async () => {
    const stored = await storedFrom(newSeed(), 'o', NOW);
    let lent = new Uint8Array();

    await expect(
      withSeed(stored, (seed) => {
        lent = seed as typeof lent;
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect([...lent].every((byte) => byte === 0)).toBe(true);
  });

  it('signs a detached JWS that the public key verifies', async () => {
    const stored = await storedFrom(newSeed(), 'o', NOW);
    const payload = new TextEncoder().encode('{"resourceType":"Consent"}');

    const [header = '', middle, signature = ''] = (await sign(stored, payload)).split('.');

    expect(middle).toBe('');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'ES256',
      kid: stored.kid,
      typ: 'JOSE',
    });
    const key = await crypto.subtle.importKey(
      'jwk',
      stored.publicJwk,
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    );
    const verified = await crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-256' },
      key,
      own(Buffer.from(signature, 'base64url')),
      own(Buffer.from(`${header}.${toBase64Url(payload)}`)),
    );
    expect(verified).toBe(true);
  });

  it('grows the same keys from the same seed, and different ones per scope', () => {
    const seed = new Uint8Array(32).fill(9);

    expect(signingJwk(seed)).toEqual(signingJwk(seed));
    expect(signingJwk(seed).d).toMatch(/^[\w-]{43}$/);
    expect(scopeKeys(seed, 'documents').delegating.publicKey.toHex()).not.toBe(
      scopeKeys(seed, 'images').delegating.publicKey.toHex(),
    );
    expect(scopeKeys(seed, 'documents').delegating.publicKey.toHex()).not.toBe(
      scopeKeys(seed, 'documents').signer.publicKey.toHex(),
    );
  });

  it('names a key by RFC 7638', async () => {
    const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;

    expect(await thumbprint({ ...key, d: 'secret' } as typeof key)).toBe(await thumbprint(key));
  });
});
