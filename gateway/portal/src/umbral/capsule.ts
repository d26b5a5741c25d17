import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concatBytes } from '@noble/curves/utils.js';
import {
  derive,
  hashToScalar,
  POINT_LENGTH,
  Point,
  parsePoint,
  parseScalar,
  pointBytes,
  randomBytes,
  randomScalar,
  SCALAR_LENGTH,
  Scalars,
  scalarBytes,
  timesPublic,
} from './curve.ts';
import type { PublicKey, SecretKey } from './keys.ts';
import { Malformed } from './malformed.ts';
import { Packer, Unpacker } from './messagePack.ts';

const NONCE_LENGTH = 24;
const TAG_LENGTH = 16;

/** A sealed key: whoever can rebuild its shared point can open what was sealed with it. */
export class Capsule {
  static readonly LENGTH = 105;

  private constructor(
    readonly e: Point,
    readonly v: Point,
    readonly s: bigint,
  ) {}

  /** Refuses a capsule that does not prove that its maker knew both exponents: sG = V + hE. */
  static of(e: Point, v: Point, s: bigint): Capsule {
    const h = hashToScalar('CAPSULE_POINTS', e, v);
    if (!timesPublic(Point.BASE, s).equals(v.add(timesPublic(e, h)))) {
      throw new Malformed('capsule', 'its points and its scalar do not belong together');
    }
    return new Capsule(e, v, s);
  }

  static fromBytes(bytes: Uint8Array): Capsule {
    const unpacker = new Unpacker(bytes, 'capsule').array(3);
    const e = parsePoint(unpacker.binary(POINT_LENGTH), 'capsule E');
    const v = parsePoint(unpacker.binary(POINT_LENGTH), 'capsule V');
    const s = parseScalar(unpacker.binary(SCALAR_LENGTH), 'capsule s');
    unpacker.end();
    return Capsule.of(e, v, s);
  }

  get h(): bigint {
    return hashToScalar('CAPSULE_POINTS', this.e, this.v);
  }

  toBytes(): Uint8Array {
    return new Packer()
      .array(3)
      .binary(pointBytes(this.e))
      .binary(pointBytes(this.v))
      .binary(scalarBytes(this.s))
      .done();
  }

  /** E ‖ V ‖ s, the form that is authenticated with the ciphertext. */
  toBytesSimple(): Uint8Array {
    return concatBytes(pointBytes(this.e), pointBytes(this.v), scalarBytes(this.s));
  }
}

export interface Sealed {
  capsule: Capsule;
  ciphertext: Uint8Array;
}

export function encrypt(recipient: PublicKey, plaintext: Uint8Array): Sealed {
  const r = randomScalar();
  const w = randomScalar();
  const e = Point.BASE.multiply(r);
  const v = Point.BASE.multiply(w);
  const s = Scalars.add(w, Scalars.mul(r, hashToScalar('CAPSULE_POINTS', e, v)));
  const sum = Scalars.add(r, w);
  if (s === 0n || sum === 0n) {
    return encrypt(recipient, plaintext);
  }
  const capsule = Capsule.of(e, v, s);
  return { capsule, ciphertext: seal(recipient.point.multiply(sum), capsule, plaintext) };
}

/** Opens what was sealed to this very key. */
export function decryptOriginal(secret: SecretKey, { capsule, ciphertext }: Sealed): Uint8Array {
  const sum = capsule.e.add(capsule.v);
  if (sum.is0()) {
    throw new Malformed('capsule', 'its points cancel each other');
  }
  return unseal(secret.times(sum), capsule, ciphertext);
}

function seal(shared: Point, capsule: Capsule, plaintext: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_LENGTH);
  return concatBytes(nonce, cipher(shared, nonce, capsule).encrypt(plaintext));
}

/** @throws Malformed when the key is wrong or a byte was changed; the two cannot be told apart. */
export function unseal(shared: Point, capsule: Capsule, ciphertext: Uint8Array): Uint8Array {
  if (ciphertext.length < NONCE_LENGTH + TAG_LENGTH) {
    throw new Malformed('ciphertext', `at least ${NONCE_LENGTH + TAG_LENGTH} bytes`);
  }
  const nonce = ciphertext.subarray(0, NONCE_LENGTH);
  try {
    return cipher(shared, nonce, capsule).decrypt(ciphertext.subarray(NONCE_LENGTH));
  } catch {
    throw new Malformed('ciphertext', 'does not open with this key');
  }
}

function cipher(shared: Point, nonce: Uint8Array, capsule: Capsule) {
  return xchacha20poly1305(derive(pointBytes(shared), '', 32), nonce, capsule.toBytesSimple());
}
