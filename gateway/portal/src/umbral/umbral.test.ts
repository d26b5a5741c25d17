import { secp256k1_hasher } from '@noble/curves/secp256k1.js';
import { bytesToHex } from '@noble/curves/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { U } from './curve.ts';
import {
  Capsule,
  CapsuleFragment,
  decryptOriginal,
  decryptReencrypted,
  encrypt,
  generateKeyFragments,
  KeyFactory,
  KeyFragment,
  PublicKey,
  reencrypt,
  SecretKey,
} from './index.ts';

const patient = SecretKey.random();
const signer = SecretKey.random();
const reader = SecretKey.random();
const stranger = SecretKey.random();
const message = utf8ToBytes('the key of one scan');

function delegate(threshold: number, shares: number) {
  return generateKeyFragments({
    delegating: patient,
    receiving: reader.publicKey,
    signer,
    threshold,
    shares,
  });
}

function only<T>(list: T[]): T {
  expect(list).toHaveLength(1);
  return list[0] as T;
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

describe('capsules', () => {
  it('opens for the owner and nobody else', () => {
    const sealed = encrypt(patient.publicKey, message);

    expect(decryptOriginal(patient, sealed)).toEqual(message);
    expect(() => decryptOriginal(stranger, sealed)).toThrow('does not open with this key');
    expect(sealed.ciphertext).toHaveLength(message.length + 40);
    expect(sealed.capsule.toBytes()).toHaveLength(Capsule.LENGTH);
    expect(sealed.capsule.toBytesSimple()).toHaveLength(98);
  });

  it('refuses every flipped byte of a capsule', () => {
    const bytes = encrypt(patient.publicKey, message).capsule.toBytes();

    for (let at = 0; at < bytes.length; at += 1) {
      expect(() => Capsule.fromBytes(flipped(bytes, at)), `byte ${at}`).toThrow();
    }
  });

  it('refuses truncated and lengthened capsules', () => {
    const bytes = encrypt(patient.publicKey, message).capsule.toBytes();

    expect(() => Capsule.fromBytes(bytes.subarray(0, 104))).toThrow('ends too early');
    expect(() => Capsule.fromBytes(Uint8Array.from([...bytes, 0]))).toThrow('trailing bytes');
    expect(() => Capsule.fromBytes(new Uint8Array())).toThrow('ends too early');
  });

  it('refuses a ciphertext that was changed, cut or taken from another capsule', () => {
    const one = encrypt(patient.publicKey, message);
    const other = encrypt(patient.publicKey, message);

    expect(() => decryptOriginal(patient, { ...one, ciphertext: flipped(one.ciphertext, 30) })).toThrow();
    expect(() => decryptOriginal(patient, { ...one, ciphertext: one.ciphertext.subarray(0, 39) })).toThrow(
      '40 bytes',
    );
    expect(() => decryptOriginal(patient, { ...one, ciphertext: other.ciphertext })).toThrow();
  });
});

describe('fragments', () => {
  it.each([
    [1, 1],
    [2, 3],
    [3, 5],
  ])('opens with any %i of %i', (threshold, shares) => {
    const sealed = encrypt(patient.publicKey, message);
    const cfrags = delegate(threshold, shares).map((kfrag) => reencrypt(sealed.capsule, kfrag));

    for (let start = 0; start + threshold <= shares; start += 1) {
      const some = cfrags.slice(start, start + threshold);
      expect(decryptReencrypted(reader, patient.publicKey, sealed, some)).toEqual(message);
    }
  });

  it('never opens with fewer than the threshold', () => {
    const sealed = encrypt(patient.publicKey, message);
    const cfrags = delegate(3, 5).map((kfrag) => reencrypt(sealed.capsule, kfrag));

    expect(() => decryptReencrypted(reader, patient.publicKey, sealed, cfrags.slice(0, 2))).toThrow(
      'too few',
    );
    expect(() => decryptReencrypted(reader, patient.publicKey, sealed, [])).toThrow('1 to 64');
  });

  it('refuses fragments that are repeated, mixed, or made for somebody else', () => {
    const sealed = encrypt(patient.publicKey, message);
    const cfrags = delegate(2, 2).map((kfrag) => reencrypt(sealed.capsule, kfrag));
    const others = delegate(2, 2).map((kfrag) => reencrypt(sealed.capsule, kfrag));
    const [one, two] = cfrags as [CapsuleFragment, CapsuleFragment];

    expect(() => decryptReencrypted(reader, patient.publicKey, sealed, [one, one])).toThrow('twice');
    expect(() =>
      decryptReencrypted(reader, patient.publicKey, sealed, [one, others[1] as CapsuleFragment]),
    ).toThrow('different delegations');
    expect(() => decryptReencrypted(stranger, patient.publicKey, sealed, [one, two])).toThrow('too few');
    expect(() => decryptReencrypted(reader, stranger.publicKey, sealed, [one, two])).toThrow('too few');
  });

  it('survives its own bytes', () => {
    const kfrag = only(delegate(1, 1));
    const bytes = kfrag.toBytes();

    expect(bytes).toHaveLength(KeyFragment.LENGTH);
    expect(bytesToHex(bytes.subarray(4, 37))).toBe(bytesToHex(U.toBytes(true)));
    expect([...bytes.subarray(308)]).toEqual([0xc3, 0xc3]);
    expect(KeyFragment.fromBytes(bytes).toBytes()).toEqual(bytes);
    KeyFragment.fromBytes(bytes).verify(signer.publicKey, patient.publicKey, reader.publicKey);
  });

  it('refuses every flipped byte of a fragment', () => {
    const bytes = only(delegate(1, 1)).toBytes();

    for (let at = 0; at < bytes.length; at += 7) {
      expect(
        () =>
          KeyFragment.fromBytes(flipped(bytes, at)).verify(
            signer.publicKey,
            patient.publicKey,
            reader.publicKey,
          ),
        `byte ${at}`,
      ).toThrow();
    }
  });

  it('refuses a fragment under another second generator', () => {
    const bytes = only(delegate(1, 1)).toBytes();
    bytes.set(stranger.publicKey.toBytes(), 4);

    expect(() => KeyFragment.fromBytes(bytes)).toThrow('second generator');
  });

  it('refuses a fragment signed by or made for another', () => {
    const kfrag = only(delegate(1, 1));

    expect(() => kfrag.verify(stranger.publicKey, patient.publicKey, reader.publicKey)).toThrow('proxy');
    expect(() => kfrag.verify(signer.publicKey, stranger.publicKey, reader.publicKey)).toThrow('proxy');
    expect(() => kfrag.verify(signer.publicKey, patient.publicKey, stranger.publicKey)).toThrow('proxy');
  });

  it('checks the signature for the receiver even when the proxy signs no keys', () => {
    const kfrag = only(
      generateKeyFragments({
        delegating: patient,
        receiving: reader.publicKey,
        signer,
        threshold: 1,
        shares: 1,
        signDelegating: false,
        signReceiving: false,
      }),
    );

    kfrag.verify(signer.publicKey, patient.publicKey, reader.publicKey);
    expect([...kfrag.toBytes().subarray(308)]).toEqual([0xc2, 0xc2]);
    expect(() => kfrag.verify(signer.publicKey, patient.publicKey, stranger.publicKey)).toThrow('receiver');
  });

  it.each([
    [0, 1],
    [2, 1],
    [1, 65],
    [1.5, 2],
  ])('refuses a threshold of %d with %d shares', (threshold, shares) => {
    expect(() => delegate(threshold, shares)).toThrow();
  });
});

describe('re-encrypted capsules', () => {
  it('survive their own bytes and verify', () => {
    const { capsule } = encrypt(patient.publicKey, message);
    const cfrag = reencrypt(capsule, only(delegate(1, 1)));
    const bytes = cfrag.toBytes();

    expect(bytes).toHaveLength(CapsuleFragment.LENGTH);
    expect(cfrag.toBytesSimple()).toHaveLength(359);
    CapsuleFragment.fromBytes(bytes).verify(capsule, signer.publicKey, patient.publicKey, reader.publicKey);
  });

  it('are refused with any byte flipped, or for another capsule', () => {
    const { capsule } = encrypt(patient.publicKey, message);
    const other = encrypt(patient.publicKey, message).capsule;
    const bytes = reencrypt(capsule, only(delegate(1, 1))).toBytes();
    const verify = (candidate: Uint8Array, of = capsule) =>
      CapsuleFragment.fromBytes(candidate).verify(of, signer.publicKey, patient.publicKey, reader.publicKey);

    for (let at = 0; at < bytes.length; at += 11) {
      expect(() => verify(flipped(bytes, at)), `byte ${at}`).toThrow();
    }
    expect(() => verify(bytes, other)).toThrow('honest re-encryption');
  });
});

describe('keys', () => {
  it('recomputes the second generator from its name', () => {
    const point = secp256k1_hasher.hashToCurve(utf8ToBytes('POINT_U'), { DST: 'PARAMETERS' });

    expect(point.toBytes(true)).toEqual(U.toBytes(true));
  });

  it('derives the same key from the same seed and label only', () => {
    const factory = new KeyFactory(new Uint8Array(32).fill(7));

    expect(factory.makeKey('documents').toBytes()).toEqual(factory.makeKey('documents').toBytes());
    expect(factory.makeKey('documents').toBytes()).not.toEqual(factory.makeKey('images').toBytes());
    expect(factory.makeFactory('a').makeKey('documents').toBytes()).not.toEqual(
      factory.makeKey('documents').toBytes(),
    );
    expect(factory.makeSecret('a')).toHaveLength(64);
  });

  it('refuses keys that are no keys', () => {
    expect(() => SecretKey.fromBytes(new Uint8Array(32))).toThrow('1 … n−1');
    expect(() => SecretKey.fromBytes(new Uint8Array(32).fill(255))).toThrow('1 … n−1');
    expect(() => PublicKey.fromBytes(new Uint8Array(33))).toThrow();
    expect(() => PublicKey.fromHex('04')).toThrow('66');
    expect(() => new KeyFactory(new Uint8Array(31))).toThrow('32 bytes');
  });

  it('never shows a secret when printed', () => {
    expect(JSON.stringify({ patient, factory: new KeyFactory(new Uint8Array(32)) })).toBe(
      '{"patient":"[secret]","factory":"[secret]"}',
    );
  });
});
