import { concatBytes, hexToBytes } from '@noble/curves/utils.js';
import { describe, expect, it } from 'vitest';
import { own, utf8 } from '../keys/bytes.ts';
import { encrypt, generateKeyFragments, reencrypt, SecretKey } from '../umbral/index.ts';
import { associatedData, opening, openOwnKey, openSharedKey } from './envelope.ts';
import vectors from './tink-vectors.json' with { type: 'json' };

/*
 * The vectors were written by Tink 1.24 (AesGcmHkdfStreaming, HmacSha256, 32-byte key, segments of
 * 256 bytes): content byte k of a vector is (7k + first) mod 256.
 */
const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const CONTEXT = utf8('consentry-attachment-v1 test');
const SEGMENT = 256;

function contentOf({ length, first }: { length: number; first: number }): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + first) % 256);
}

/** Reads to the end; on an error tells what was given out before it. */
async function open(ciphertext: Uint8Array, { key = KEY, context = CONTEXT, piece = 1000 } = {}) {
  const given: Uint8Array[] = [];
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < ciphertext.length; at += piece) {
    pieces.push(ciphertext.slice(at, at + piece));
  }
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const one of pieces) {
        controller.enqueue(one);
      }
      controller.close();
    },
  });
  let problem: unknown;
  try {
    const reader = source.pipeThrough(opening(own(key), context, SEGMENT)).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      given.push(next.value);
    }
  } catch (caught) {
    problem = caught;
  }
  return { content: concatBytes(...given), problem };
}

describe('opening an attachment', () => {
  it.each(vectors)('opens what Tink sealed: $length bytes', async (vector) => {
    const { content, problem } = await open(hexToBytes(vector.ciphertext));

    expect(problem).toBeUndefined();
    expect(content).toEqual(contentOf(vector));
  });

  it.each([1, 39, 40, 41, 255, 256, 257])('does not care that it arrives in pieces of %i', async (piece) => {
    for (const vector of vectors) {
      expect((await open(hexToBytes(vector.ciphertext), { piece })).content).toEqual(contentOf(vector));
    }
  });

  it('never gives a wrong byte of a changed ciphertext', async () => {
    const longest = vectors.at(-1) as (typeof vectors)[number];
    const sealed = hexToBytes(longest.ciphertext);
    const whole = contentOf(longest);

    for (let at = 0; at < sealed.length; at += 13) {
      const changed = sealed.slice();
      changed[at] = (changed[at] as number) ^ 0x80;
      const { content, problem } = await open(changed);
      expect(problem, `byte ${at}`).toBeDefined();
      expect(content).toEqual(whole.subarray(0, content.length));
    }
  });

  it('never takes a cut ciphertext for a whole one', async () => {
    for (const vector of vectors) {
      const sealed = hexToBytes(vector.ciphertext);
      for (let length = 0; length < sealed.length; length += length < 60 ? 1 : 31) {
        expect(
          (await open(sealed.subarray(0, length))).problem,
          `${length} of ${sealed.length}`,
        ).toBeDefined();
      }
    }
  });

  it('refuses swapped segments, another key, another context and bytes after the end', async () => {
    const sealed = hexToBytes((vectors.at(-1) as (typeof vectors)[number]).ciphertext);
    const swapped = concatBytes(
      sealed.subarray(0, 256),
      sealed.subarray(512, 768),
      sealed.subarray(256, 512),
      sealed.subarray(768),
    );

    expect((await open(swapped)).problem).toBeDefined();
    expect((await open(sealed, { key: new Uint8Array(32) })).content).toHaveLength(0);
    expect((await open(sealed, { context: utf8('another') })).content).toHaveLength(0);
    expect((await open(concatBytes(sealed, new Uint8Array(1)))).problem).toBeDefined();
  });

  it('refuses keys and segment sizes that are none', () => {
    expect(() => opening(new Uint8Array(31), CONTEXT)).toThrow('32 bytes');
    expect(() => opening(KEY.slice(), CONTEXT, 56)).toThrow('from 57');
    expect(() => opening(KEY.slice(), CONTEXT, 2 ** 21)).toThrow('to 1048576');
  });
});

describe('the context', () => {
  it('tells parts apart that only look alike when joined', () => {
    const bundleHash = new Uint8Array(32);

    expect(associatedData({ attachmentId: 'a1', version: '2', bundleHash })).not.toEqual(
      associatedData({ attachmentId: 'a', version: '12', bundleHash }),
    );
    expect(associatedData({ attachmentId: 'a', version: '1', bundleHash })).toHaveLength(23 + 5 + 5 + 36);
    expect(() =>
      associatedData({ attachmentId: 'a', version: '1', bundleHash: new Uint8Array(31) }),
    ).toThrow();
  });
});

describe('sealed data keys', () => {
  it('open for the owner, for a reader with fragments, and for nobody else', () => {
    const owner = SecretKey.random();
    const reader = SecretKey.random();
    const { capsule, ciphertext } = encrypt(owner.publicKey, KEY);
    const sealedKey = concatBytes(capsule.toBytes(), ciphertext);
    const cfrags = generateKeyFragments({
      delegating: owner,
      receiving: reader.publicKey,
      signer: owner,
      threshold: 1,
      shares: 1,
    }).map((kfrag) => reencrypt(capsule, kfrag));

    expect(openOwnKey(owner, sealedKey)).toEqual(KEY);
    expect(openSharedKey(reader, owner.publicKey, sealedKey, cfrags)).toEqual(KEY);
    expect(() => openOwnKey(reader, sealedKey)).toThrow();
    expect(() => openOwnKey(owner, sealedKey.subarray(1))).toThrow('177 bytes');
  });
});
