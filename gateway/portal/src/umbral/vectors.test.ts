import { existsSync, readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/curves/utils.js';
import { describe, expect, it } from 'vitest';
import { hashToScalar, Point, scalarBytes } from './curve.ts';
import {
  Capsule,
  CapsuleFragment,
  decryptOriginal,
  decryptReencrypted,
  KeyFactory,
  KeyFragment,
  Malformed,
  PublicKey,
  SecretKey,
} from './index.ts';

/*
 * The Java implementation's vectors: what one of the two writes, the other must read to the byte.
 */
const FILE = new URL('../../../crypto/src/test/resources/umbral-vectors.json', import.meta.url);

interface Vectors {
  keyFactory: { seed: string; label: string; secret: string; key: string; factory: string };
  keys: {
    delegatingSecret: string;
    delegatingPublic: string;
    receivingSecret: string;
    receivingPublic: string;
    verifyingPublic: string;
  };
  sealed: {
    plaintext: string;
    capsule: string;
    capsuleSimple: string;
    challenge: string;
    ciphertext: string;
  };
  delegation: { threshold: number; x: string; shared: string; divisor: string; places: string[] };
  signature: { message: string; bytes: string };
  keyFrags: string[];
  capsuleFrags: string[];
  capsuleFragsSimple: string[];
  refused: { kind: 'keyFrag' | 'capsule' | 'capsuleFrag'; flaw: string; bytes: string }[];
}

if (existsSync(FILE)) {
  describe('the Java implementation’s vectors', () => agreesWith(JSON.parse(readFileSync(FILE, 'utf8'))));
} else {
  it('has no vectors to read', () => {
    console.log('portal: umbral-vectors.json is not there; agreement with the Java side was not checked');
  });
}

function agreesWith(vectors: Vectors) {
  const { keys, sealed, delegation } = vectors;
  const delegating = SecretKey.fromBytes(hexToBytes(keys.delegatingSecret));
  const receiving = SecretKey.fromBytes(hexToBytes(keys.receivingSecret));
  const verifying = PublicKey.fromHex(keys.verifyingPublic);
  const capsule = Capsule.fromBytes(hexToBytes(sealed.capsule));
  const ciphertext = hexToBytes(sealed.ciphertext);
  const cfrags = vectors.capsuleFrags.map((hex) => CapsuleFragment.fromBytes(hexToBytes(hex)));

  it('derives the same keys from a seed', () => {
    const factory = new KeyFactory(hexToBytes(vectors.keyFactory.seed));

    expect(bytesToHex(factory.makeSecret(vectors.keyFactory.label))).toBe(vectors.keyFactory.secret);
    expect(bytesToHex(factory.makeKey(vectors.keyFactory.label).toBytes())).toBe(vectors.keyFactory.key);
    const child = new KeyFactory(hexToBytes(vectors.keyFactory.factory));
    expect(factory.makeFactory(vectors.keyFactory.label).makeSecret('x')).toEqual(child.makeSecret('x'));
    expect(delegating.publicKey.toHex()).toBe(keys.delegatingPublic);
    expect(receiving.publicKey.toHex()).toBe(keys.receivingPublic);
  });

  it('reads and writes the same capsule and opens it', () => {
    expect(bytesToHex(capsule.toBytes())).toBe(sealed.capsule);
    expect(bytesToHex(capsule.toBytesSimple())).toBe(sealed.capsuleSimple);
    expect(bytesToHex(scalarBytes(capsule.h))).toBe(sealed.challenge);
    expect(bytesToHex(decryptOriginal(delegating, { capsule, ciphertext }))).toBe(sealed.plaintext);
  });

  it('hashes a delegation to the same scalars', () => {
    const x = Point.fromHex(delegation.x);
    const shared = Point.fromHex(delegation.shared);

    expect(receiving.times(x).equals(shared)).toBe(true);
    const own = receiving.publicKey.toBytes();
    expect(bytesToHex(scalarBytes(hashToScalar('SHARED_SECRET', x, own, shared)))).toBe(delegation.divisor);
  });

  it('verifies the same fragments and writes them back to the byte', () => {
    for (const hex of vectors.keyFrags) {
      const kfrag = KeyFragment.fromBytes(hexToBytes(hex));
      kfrag.verify(verifying, delegating.publicKey, receiving.publicKey);
      expect(bytesToHex(kfrag.toBytes())).toBe(hex);
    }
    cfrags.forEach((cfrag, index) => {
      cfrag.verify(capsule, verifying, delegating.publicKey, receiving.publicKey);
      expect(bytesToHex(cfrag.toBytes())).toBe(vectors.capsuleFrags[index]);
      expect(bytesToHex(cfrag.toBytesSimple())).toBe(vectors.capsuleFragsSimple[index]);
    });
    const message = hexToBytes(vectors.signature.message);
    expect(verifying.verifies(hexToBytes(vectors.signature.bytes), message)).toBe(true);
  });

  it('refuses every forgery that the Java side refuses', () => {
    const { publicKey: own } = receiving;
    for (const { kind, flaw, bytes: hex } of vectors.refused) {
      const bytes = hexToBytes(hex);
      expect(() => {
        if (kind === 'capsule') {
          Capsule.fromBytes(bytes);
        } else if (kind === 'keyFrag') {
          KeyFragment.fromBytes(bytes).verify(verifying, delegating.publicKey, own);
        } else {
          CapsuleFragment.fromBytes(bytes).verify(capsule, verifying, delegating.publicKey, own);
        }
      }, `${kind} ${flaw}`).toThrow(Malformed);
    }
  });

  it('opens with any enough of them and with no fewer', () => {
    const open = (some: CapsuleFragment[]) =>
      bytesToHex(decryptReencrypted(receiving, delegating.publicKey, { capsule, ciphertext }, some));

    expect(open(cfrags.slice(0, delegation.threshold))).toBe(sealed.plaintext);
    expect(open(cfrags.slice(-delegation.threshold).reverse())).toBe(sealed.plaintext);
    expect(() => open(cfrags.slice(0, delegation.threshold - 1))).toThrow('too few');
  });

  it.each(vectors.refused)('refuses a $kind with $flaw', ({ kind, bytes }) => {
    const read = {
      keyFrag: () =>
        KeyFragment.fromBytes(hexToBytes(bytes)).verify(verifying, delegating.publicKey, receiving.publicKey),
      capsule: () => Capsule.fromBytes(hexToBytes(bytes)),
      capsuleFrag: () =>
        CapsuleFragment.fromBytes(hexToBytes(bytes)).verify(
          capsule,
          verifying,
          delegating.publicKey,
          receiving.publicKey,
        ),
    };

    expect(read[kind]).toThrow();
  });
}
