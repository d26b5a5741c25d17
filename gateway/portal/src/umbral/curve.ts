import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes } from '@noble/curves/utils.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { Malformed } from './malformed.ts';

/*
 * The group Umbral works in, and the three ways it hashes.
 *
 * Points are 33 bytes (compressed SEC1), scalars 32 bytes (big-endian), both refused when they are
 * the identity, zero, off the curve or out of range: a degenerate point in a capsule or a fragment
 * would make every later equation true.
 *
 * noble multiplies secret scalars in constant time as far as JavaScript's big integers allow; a
 * browser cannot promise more.
 */

export const Point = secp256k1.Point;
export type Point = InstanceType<typeof secp256k1.Point>;

export const POINT_LENGTH = 33;
export const SCALAR_LENGTH = 32;

/** Arithmetic modulo the group's order. */
export const Scalars = Point.Fn;

/**
 * The second generator: RFC 9380 `secp256k1_XMD:SHA-256_SSWU_RO_` of the message and the tag
 * `POINT_U` and `PARAMETERS`. Nobody knows its logarithm to the base G. A test recomputes it.
 */
export const U = Point.fromHex('03079390d0fbe220fc34aab8ecbf49098098036820fadb98c03143e55db8ec73cd');

export function parsePoint(bytes: Uint8Array, what: string): Point {
  if (bytes.length !== POINT_LENGTH) {
    throw new Malformed(what, `a point has ${POINT_LENGTH} bytes, got ${bytes.length}`);
  }
  let point: Point;
  try {
    point = Point.fromBytes(bytes);
  } catch {
    throw new Malformed(what, 'not a point of secp256k1');
  }
  if (point.is0()) {
    throw new Malformed(what, 'the identity point');
  }
  return point;
}

export function parseScalar(bytes: Uint8Array, what: string): bigint {
  if (bytes.length !== SCALAR_LENGTH) {
    throw new Malformed(what, `a scalar has ${SCALAR_LENGTH} bytes, got ${bytes.length}`);
  }
  let scalar = 0n;
  for (const byte of bytes) {
    scalar = (scalar << 8n) | BigInt(byte);
  }
  if (scalar === 0n || scalar >= Scalars.ORDER) {
    throw new Malformed(what, 'a scalar outside 1 … n−1');
  }
  return scalar;
}

export function pointBytes(point: Point): Uint8Array {
  return point.toBytes(true);
}

export function scalarBytes(scalar: bigint): Uint8Array {
  return Scalars.toBytes(scalar);
}

export function randomScalar(): bigint {
  return parseScalar(secp256k1.utils.randomSecretKey(), 'random scalar');
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Multiplies by a scalar that everybody may know; its time tells the scalar, and is much shorter. */
export function timesPublic(point: Point, scalar: bigint): Point {
  return point.multiplyUnsafe(scalar);
}

/** Hash to a scalar that is never zero: 1 + (SHA-256(len(tag) ‖ tag ‖ parts) mod (n − 1)). */
export function hashToScalar(tag: string, ...parts: (Point | Uint8Array)[]): bigint {
  const label = utf8ToBytes(tag);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, label.length);
  const digest = sha256(
    concatBytes(
      length,
      label,
      ...parts.map((part) => (part instanceof Uint8Array ? part : pointBytes(part))),
    ),
  );
  let value = 0n;
  for (const byte of digest) {
    value = (value << 8n) | BigInt(byte);
  }
  return (value % (Scalars.ORDER - 1n)) + 1n;
}

/** HKDF-SHA256 without salt. */
export function derive(secret: Uint8Array, info: string, length: number): Uint8Array {
  return hkdf(sha256, secret, undefined, utf8ToBytes(info), length);
}
