import { describe, expect, it } from 'vitest';
import type { FhirClient } from '../fhir/client.ts';
import { allNamed, type Consent, named, type Parameter, type Parameters, parameters } from '../fhir/types.ts';
import { fromBase64, toBase64, utf8 } from '../keys/bytes.ts';
import { storedFrom } from '../keys/deviceKeys.ts';
import { newSeed, scopeKeys } from '../keys/rootSeed.ts';
import {
  Capsule,
  decryptOriginal,
  decryptReencrypted,
  encrypt,
  KeyFragment,
  reencrypt,
  SecretKey,
} from '../umbral/index.ts';
import { finish } from './ceremony.ts';

const seed = newSeed();
const reader = SecretKey.random();
const proxies = [SecretKey.random(), SecretKey.random()] as const;
const owner = scopeKeys(seed, 'documents').delegating.publicKey;

/** Answers the two calls of the ceremony and keeps what was sent. */
class Gateway implements FhirClient {
  sent: Parameters = parameters();

  constructor(private readonly end: string) {}

  async get<T>(): Promise<T> {
    const holder = (organization: string, key: SecretKey): Parameter => ({
      name: 'holder',
      part: [
        { name: 'organization', valueReference: { reference: organization } },
        { name: 'proxyKey', valueString: key.publicKey.toHex() },
      ],
    });
    return parameters(
      {
        name: 'payload',
        valueBase64Binary: toBase64(utf8(JSON.stringify({ provision: { period: { end: this.end } } }))),
      },
      {
        name: 'recipient',
        part: [
          { name: 'organization', valueReference: { reference: 'Organization/r' } },
          { name: 'umbralKey', valueString: reader.publicKey.toHex() },
        ],
      },
      holder('Organization/x', proxies[0]),
      holder('Organization/y', proxies[1]),
    ) as T;
  }

  async put<T>(): Promise<T> {
    throw new Error('nothing is put');
  }

  async post<T>(_path: string, body: Parameters): Promise<T> {
    this.sent = body;
    return { resourceType: 'Consent', id: 'c-1', status: 'active' } as Consent as T;
  }
}

async function shared(end = '2027-01-31T10:00:00Z') {
  const gateway = new Gateway(end);
  await finish(gateway, 'c-1', await storedFrom(seed, 'o', new Date(0)), () => {});
  return allNamed(gateway.sent, 'kfrag');
}

function bytesOf(fragment: Parameter | undefined) {
  return fromBase64(named(fragment ?? { part: [] }, 'bytes')?.valueBase64Binary ?? '');
}

function opened(fragment: Parameter | undefined, proxy: SecretKey): string[] {
  const bytes = bytesOf(fragment);
  const text = decryptOriginal(proxy, {
    capsule: Capsule.fromBytes(bytes.slice(0, Capsule.LENGTH)),
    ciphertext: bytes.slice(Capsule.LENGTH),
  });
  return new TextDecoder().decode(text).split('\n');
}

describe('fragments for members’ proxies', () => {
  it('opens for nobody but the proxy it is for', async () => {
    const [, first, second] = await shared();

    expect(named(first ?? { part: [] }, 'holder')?.valueReference?.reference).toBe('Organization/x');
    expect(() => opened(first, proxies[1])).toThrow();
    expect(() => opened(second, proxies[0])).toThrow();
    expect(() => opened(first, reader)).toThrow();
  });

  it('names the consent and its end where no one between can change them', async () => {
    const [, first] = await shared();
    const [, day] = await shared('2027-01-31');

    expect(opened(first, proxies[0]).slice(0, 3)).toEqual([
      'consentry-proxy-fragment-v1',
      'c-1',
      '2027-01-31T10:00:00.000Z',
    ]);
    expect(opened(day, proxies[0])[2]).toBe('2027-02-01T12:00:00.000Z');
  });

  it('needs any two of the three, and one never opens', async () => {
    const [own, first, second] = await shared();
    const fragments = [
      KeyFragment.fromBytes(bytesOf(own)),
      KeyFragment.fromBytes(fromBase64(opened(first, proxies[0])[3] ?? '')),
      KeyFragment.fromBytes(fromBase64(opened(second, proxies[1])[3] ?? '')),
    ];
    const sealed = encrypt(owner, utf8('data key'));
    const [a, b, c] = fragments.map((kfrag) => reencrypt(sealed.capsule, kfrag));
    const open = (...cfrags: (typeof a)[]) =>
      decryptReencrypted(
        reader,
        owner,
        sealed,
        cfrags.flatMap((each) => each ?? []),
      );

    for (const pair of [
      [a, b],
      [b, c],
      [a, c],
    ]) {
      expect(open(...pair)).toEqual(utf8('data key'));
    }
    for (const one of [a, b, c]) {
      expect(() => open(one)).toThrow();
    }
  });
});
