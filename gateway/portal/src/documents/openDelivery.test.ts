import { bytesToHex, hexToBytes } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import vectors from '../envelope/tink-vectors.json' with { type: 'json' };
import { Refused } from '../fhir/client.ts';
import { own, toBase64, toBase64Url, utf8 } from '../keys/bytes.ts';
import type { KeyDrawer, StoredKeys } from '../keys/deviceKeys.ts';
import { wrapFor } from '../keys/jwe.ts';
import { type PublicJwk, thumbprint } from '../keys/jws.ts';
import { encrypt, generateKeyFragments, reencrypt, SecretKey } from '../umbral/index.ts';
import { createDeliveriesClient, type DeliveriesClient, type Delivery } from './deliveries.ts';
import { fileName, openDelivery, safeType } from './openDelivery.ts';
import {
  keepReaderKey,
  parseReaderKey,
  type ReaderKey,
  readerKeyHere,
  removeReaderKey,
  withReaderKey,
} from './readerKey.ts';

/* What Tink sealed, shared two of three as a gateway with two members' proxies would. */
const VECTOR = vectors.reduce((one, other) => (other.length > one.length ? other : one));
const CONTENT = Uint8Array.from({ length: VECTOR.length }, (_, index) => (index * 7 + VECTOR.first) % 256);
const DATA_KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const reader = SecretKey.random();
const umbral: ReaderKey = { kind: 'umbral', key: reader };
const patient = SecretKey.random();
const signer = SecretKey.random();
const sealed = encrypt(patient.publicKey, DATA_KEY);
const cfrags = generateKeyFragments({
  delegating: patient,
  receiving: reader.publicKey,
  signer,
  threshold: 2,
  shares: 3,
}).map((kfrag) => toBase64(reencrypt(sealed.capsule, kfrag).toBytes()));

function delivery(change: Partial<Delivery> = {}): Delivery {
  return {
    id: 'd-1',
    uri: 'https://gateway.example/objects/x',
    capsule: toBase64(sealed.capsule.toBytes()),
    encryptedKey: toBase64(sealed.ciphertext),
    cfrags: cfrags.slice(0, 2),
    delegatingKey: patient.publicKey.toHex(),
    receivingKey: reader.publicKey.toHex(),
    verifyingKey: signer.publicKey.toHex(),
    sha256: bytesToHex(sha256(CONTENT)),
    size: VECTOR.length,
    sealedSize: VECTOR.ciphertext.length / 2,
    segmentSize: 256,
    associatedData: toBase64(utf8('consentry-attachment-v1 test')),
    contentType: 'image/png',
    entry: 'ab',
    ...change,
  };
}

function gateway(change: Partial<Delivery> = {}, ciphertext = hexToBytes(VECTOR.ciphertext)) {
  const seen = { fetched: 0, acknowledged: [] as string[] };
  const client: DeliveriesClient = {
    list: async () => [],
    get: async () => delivery(change),
    content: async () => {
      seen.fetched += 1;
      return new ReadableStream({
        start(controller) {
          for (let at = 0; at < ciphertext.length; at += 100) {
            controller.enqueue(ciphertext.slice(at, at + 100));
          }
          controller.close();
        },
      });
    },
    acknowledge: async (_id, hash) => void seen.acknowledged.push(hash),
  };
  return { client, seen };
}

describe('opening a shared document', () => {
  it.each([
    ['another key', { receivingKey: patient.publicKey.toHex() }, 'NotOurs'],
    ['a wrapped key', { wrappedKey: 'a.b.c.d.e' }, 'NotOurs'],
    ['one fragment of two', { cfrags: cfrags.slice(0, 1) }, 'Malformed'],
    ['one fragment twice', { cfrags: [cfrags[0] ?? '', cfrags[0] ?? ''] }, 'Malformed'],
    ['no fragment', { cfrags: [] }, 'Malformed'],
    ['another signer', { verifyingKey: patient.publicKey.toHex() }, 'Malformed'],
    ['another patient', { delegatingKey: signer.publicKey.toHex() }, 'Malformed'],
    ['a changed capsule', { capsule: toBase64(sealed.capsule.toBytes().fill(1, 50, 51)) }, 'Malformed'],
  ])('spends nothing where it cannot be opened: %s', async (_, change, name) => {
    const { client, seen } = gateway(change);

    await expect(openDelivery(client, 'd-1', umbral)).rejects.toMatchObject({ name });
    expect(seen).toEqual({ fetched: 0, acknowledged: [] });
  });

  it.each([
    ['a changed byte', (bytes: Uint8Array) => bytes.fill((bytes[300] ?? 0) ^ 1, 300, 301)],
    ['a cut end', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['a missing segment', (bytes: Uint8Array) => bytes.slice(0, 256)],
    ['nothing at all', () => new Uint8Array()],
  ])('gives nothing out after %s', async (_, change) => {
    const { client, seen } = gateway({}, own(change(hexToBytes(VECTOR.ciphertext))));

    await expect(openDelivery(client, 'd-1', umbral)).rejects.toMatchObject({ name: 'Malformed' });
    expect(seen.acknowledged).toEqual([]);
  });

  it.each([
    ['its hash', { sha256: '00'.repeat(32) }],
    ['its length', { size: VECTOR.length - 1 }],
    ['its place', { associatedData: toBase64(utf8('consentry-attachment-v1 another')) }],
  ])('refuses a content that was not announced by %s', async (_, change) => {
    const { client, seen } = gateway(change);

    await expect(openDelivery(client, 'd-1', umbral)).rejects.toMatchObject({ name: 'Malformed' });
    expect(seen.acknowledged).toEqual([]);
  });

  it('opens, compares and says that it was received', async () => {
    const { client, seen } = gateway();
    const shares: number[] = [];

    const opened = await openDelivery(client, 'd-1', umbral, (share) => shares.push(share));

    expect(new Uint8Array(await opened.content.arrayBuffer())).toEqual(CONTENT);
    expect(seen).toEqual({ fetched: 1, acknowledged: [bytesToHex(sha256(CONTENT))] });
    expect(opened).toMatchObject({ contentType: 'image/png', entry: 'ab' });
    expect(shares.at(-1)).toBe(1);
  });

  it('believes no sender about what may be shown or how a file is called', () => {
    expect(['text/html', 'image/svg+xml', 'application/javascript', 'x', ''].map(safeType)).toEqual(
      Array(5).fill('application/octet-stream'),
    );
    expect(safeType('Text/Plain; charset=utf-8')).toBe('text/plain');
    expect(fileName('../..\r\nSet-Cookie: a/b.html', 'text/plain')).toBe('document-Set-Cookieabhtml.txt');
  });

  it('sends its token to nobody but the gateway', async () => {
    const asked: string[] = [];
    const client = createDeliveriesClient(
      'https://gateway.example',
      async () => 'secret',
      async (url) => {
        asked.push(String(url));
        return new Response('x');
      },
    );

    await expect(client.content(delivery({ uri: 'https://other.example/objects/x' }))).rejects.toThrow(
      Refused,
    );
    expect(asked).toEqual([]);
  });
});

describe('opening a document whose key was wrapped', () => {
  const wrappedDelivery = async (jwe: string) =>
    gateway({ wrappedKey: jwe, capsule: undefined, encryptedKey: undefined, cfrags: undefined });

  async function hospital() {
    const key = parseReaderKey(await jwkFile());
    if (key.kind !== 'jwk') {
      throw new Error('not a JWK');
    }
    return { key, kid: await thumbprint(key.jwk) };
  }

  it('opens with the JWK of the hospital it was wrapped for', async () => {
    const { key, kid } = await hospital();
    const { client, seen } = await wrappedDelivery(await wrapFor(key.jwk, kid, DATA_KEY));

    const opened = await openDelivery(client, 'd-1', key);

    expect(new Uint8Array(await opened.content.arrayBuffer())).toEqual(CONTENT);
    expect(seen).toEqual({ fetched: 1, acknowledged: [bytesToHex(sha256(CONTENT))] });
  });

  it.each([
    ['for another hospital', 'NotOurs', async () => wrapFor((await hospital()).key.jwk, 'other', DATA_KEY)],
    [
      'by another key under our name',
      'Malformed',
      async (kid: string) => wrapFor((await hospital()).key.jwk, kid, DATA_KEY),
    ],
    ['too short', 'Malformed', async (kid: string, own: PublicJwk) => wrapFor(own, kid, DATA_KEY.slice(1))],
    [
      'and changed',
      'Malformed',
      async (kid: string, own: PublicJwk) => (await wrapFor(own, kid, DATA_KEY)).replace(/.{4}$/, 'AAAA'),
    ],
    ['with another algorithm', 'Malformed', async (kid: string) => foreign({ alg: 'dir', kid })],
    [
      'packed',
      'Malformed',
      async (kid: string) => foreign({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', zip: 'DEF', kid }),
    ],
    ['as no JWE', 'Malformed', async () => 'a.b'],
    ['as nonsense', 'Malformed', async () => '!.!.!.!.!'],
  ])('spends nothing where the key was wrapped %s', async (_, name, wrapped) => {
    const { key, kid } = await hospital();
    const { client, seen } = await wrappedDelivery(await wrapped(kid, key.jwk));

    await expect(openDelivery(client, 'd-1', key)).rejects.toMatchObject({ name });
    expect(seen).toEqual({ fetched: 0, acknowledged: [] });
  });

  it('spends nothing where it was re-encrypted and here is a JWK', async () => {
    const { client, seen } = gateway();

    await expect(openDelivery(client, 'd-1', (await hospital()).key)).rejects.toMatchObject({
      name: 'NotOurs',
    });
    expect(seen.fetched).toBe(0);
  });

  function foreign(header: object): string {
    return `${toBase64Url(utf8(JSON.stringify(header)))}.AAAA.AAAA.AAAA.AAAA`;
  }
});

/** As any tool writes a private key of its own. */
async function jwkFile(change: object = {}): Promise<string> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  return JSON.stringify({ ...(await crypto.subtle.exportKey('jwk', pair.privateKey)), ...change });
}

describe('the hospital’s key on this device', () => {
  const kept = new Map<string, StoredKeys>();
  const drawer: KeyDrawer = {
    get: async (owner) => kept.get(owner),
    put: async (keys) => void kept.set(keys.owner, keys),
    remove: async (owner) => void kept.delete(owner),
  };

  it.each(['', '00', 'zz'.repeat(32), '00'.repeat(32), 'ff'.repeat(32), `${'11'.repeat(32)}11`])(
    'refuses a file that holds none: %s',
    (text) => {
      expect(() => parseReaderKey(text)).toThrow();
    },
  );

  it('lies here sealed and comes back as it was', async () => {
    const text = bytesToHex(own(reader.toBytes()));

    await keepReaderKey(drawer, 'o', parseReaderKey(`${text}\n`), new Date(0));

    expect(await readerKeyHere(drawer, 'o')).toBe(reader.publicKey.toHex());
    expect(
      await withReaderKey(drawer, 'o', async (key) => key.kind === 'umbral' && bytesToHex(key.key.toBytes())),
    ).toBe(text);
    expect(bytesToHex(kept.get('o')?.wrappedSeed ?? new Uint8Array())).not.toContain(text);
    await expect(withReaderKey(drawer, 'nobody', async () => 1)).rejects.toThrow();
  });

  it('may be a JWK, which takes the place of the one before', async () => {
    const file = await jwkFile();

    await keepReaderKey(drawer, 'o', parseReaderKey(file), new Date(0));

    const { d, x, y } = JSON.parse(file);
    expect(await withReaderKey(drawer, 'o', async (key) => key)).toEqual({
      kind: 'jwk',
      jwk: { kty: 'EC', crv: 'P-256', x, y, d },
    });
    expect(await readerKeyHere(drawer, 'o')).toHaveLength(43);
    expect(kept.size).toBe(1);
    await removeReaderKey(drawer, 'o');
    expect(kept.size).toBe(0);
  });

  it.each([
    ['a public key', { d: undefined }],
    ['another curve', { crv: 'P-384' }],
    ['another point', { x: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['a short secret', { d: 'AAAA' }],
  ])('refuses a JWK that is %s', async (_, change) => {
    const file = await jwkFile(change);

    expect(() => parseReaderKey(file)).toThrow();
  });
});
