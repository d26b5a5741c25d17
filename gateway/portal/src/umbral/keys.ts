import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToHex, hexToBytes } from '@noble/curves/utils.js';
import {
  derive,
  hashToScalar,
  Point,
  parsePoint,
  parseScalar,
  pointBytes,
  randomScalar,
  scalarBytes,
} from './curve.ts';
import { Malformed } from './malformed.ts';

export const SIGNATURE_LENGTH = 64;

/** A point somebody can seal to or check a signature with. */
export class PublicKey {
  constructor(readonly point: Point) {}

  static fromBytes(bytes: Uint8Array): PublicKey {
    return new PublicKey(parsePoint(bytes, 'public key'));
  }

  static fromHex(hex: string): PublicKey {
    if (!/^[0-9a-f]{66}$/i.test(hex)) {
      throw new Malformed('public key', '66 hexadecimal digits');
    }
    return PublicKey.fromBytes(hexToBytes(hex));
  }

  toBytes(): Uint8Array {
    return pointBytes(this.point);
  }

  toHex(): string {
    return bytesToHex(this.toBytes());
  }

  equals(other: PublicKey): boolean {
    return this.point.equals(other.point);
  }

  /**
   * ECDSA over SHA-256, r ‖ s. High-S signatures are refused: the reference emits low-S only, and
   * accepting both would give every fragment two valid byte forms.
   */
  verifies(signature: Uint8Array, message: Uint8Array): boolean {
    return (
      signature.length === SIGNATURE_LENGTH &&
      secp256k1.verify(signature, message, this.toBytes(), { prehash: true, lowS: true })
    );
  }
}

/** A secret scalar with its point. Its printed forms never show it. */
export class SecretKey {
  readonly #scalar: bigint;
  readonly publicKey: PublicKey;

  constructor(scalar: bigint) {
    this.#scalar = scalar;
    this.publicKey = new PublicKey(Point.BASE.multiply(scalar));
  }

  static random(): SecretKey {
    return new SecretKey(randomScalar());
  }

  static fromBytes(bytes: Uint8Array): SecretKey {
    return new SecretKey(parseScalar(bytes, 'secret key'));
  }

  get scalar(): bigint {
    return this.#scalar;
  }

  toBytes(): Uint8Array {
    return scalarBytes(this.#scalar);
  }

  times(point: Point): Point {
    return point.multiply(this.#scalar);
  }

  /** Low-S, with fresh randomness mixed into the nonce: a fault in the generator alone leaks nothing. */
  sign(message: Uint8Array): Uint8Array {
    return secp256k1.sign(message, this.toBytes(), { prehash: true, lowS: true, extraEntropy: true });
  }

  toJSON(): string {
    return '[secret]';
  }
}

/**
 * Derives any number of keys from one seed. Give every sharing scope its own label: Umbral's
 * recipient and proxy together can compute the delegating secret, so that secret must open one
 * scope only and never the whole.
 */
export class KeyFactory {
  static readonly SEED_LENGTH = 32;
  readonly #seed: Uint8Array;

  constructor(seed: Uint8Array) {
    if (seed.length !== KeyFactory.SEED_LENGTH) {
      throw new Malformed('seed', `${KeyFactory.SEED_LENGTH} bytes`);
    }
    this.#seed = seed.slice();
  }

  makeSecret(label: string): Uint8Array {
    return derive(this.#seed, `SECRET_DERIVATION/${label}`, 64);
  }

  makeKey(label: string): SecretKey {
    const info = `KEY_DERIVATION/${label}`;
    return new SecretKey(hashToScalar(info, derive(this.#seed, info, 64)));
  }

  makeFactory(label: string): KeyFactory {
    return new KeyFactory(derive(this.#seed, `FACTORY_DERIVATION/${label}`, 32));
  }

  toJSON(): string {
    return '[secret]';
  }
}
