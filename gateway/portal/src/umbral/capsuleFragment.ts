import { concatBytes } from '@noble/curves/utils.js';
import type { Capsule } from './capsule.ts';
import {
  hashToScalar,
  POINT_LENGTH,
  type Point,
  parsePoint,
  parseScalar,
  pointBytes,
  randomScalar,
  SCALAR_LENGTH,
  Scalars,
  scalarBytes,
  timesPublic,
  U,
} from './curve.ts';
import { ID_LENGTH, type KeyFragment, signedMessage } from './keyFragment.ts';
import { type PublicKey, SIGNATURE_LENGTH } from './keys.ts';
import { Malformed } from './malformed.ts';
import { Packer, Unpacker } from './messagePack.ts';

export interface CapsuleFragmentFields {
  e1: Point;
  v1: Point;
  id: Uint8Array;
  precursor: Point;
  e2: Point;
  v2: Point;
  commitment: Point;
  u2: Point;
  z: bigint;
  signatureForReceiver: Uint8Array;
}

/** A capsule transformed by one fragment, with the proof that it was transformed honestly. */
export class CapsuleFragment {
  static readonly LENGTH = 381;

  constructor(readonly fields: CapsuleFragmentFields) {}

  static fromBytes(bytes: Uint8Array): CapsuleFragment {
    const unpacker = new Unpacker(bytes, 'cfrag').array(5);
    const point = (what: string) => parsePoint(unpacker.binary(POINT_LENGTH), `cfrag ${what}`);
    const e1 = point('E1');
    const v1 = point('V1');
    const id = unpacker.binary(ID_LENGTH);
    const precursor = point('X');
    unpacker.array(6);
    const e2 = point('E2');
    const v2 = point('V2');
    const commitment = point('U1');
    const u2 = point('U2');
    const z = parseScalar(unpacker.binary(SCALAR_LENGTH), 'cfrag z');
    const signatureForReceiver = unpacker.binary(SIGNATURE_LENGTH);
    unpacker.end();
    return new CapsuleFragment({ e1, v1, id, precursor, e2, v2, commitment, u2, z, signatureForReceiver });
  }

  toBytes(): Uint8Array {
    const f = this.fields;
    return new Packer()
      .array(5)
      .binary(pointBytes(f.e1))
      .binary(pointBytes(f.v1))
      .binary(f.id)
      .binary(pointBytes(f.precursor))
      .array(6)
      .binary(pointBytes(f.e2))
      .binary(pointBytes(f.v2))
      .binary(pointBytes(f.commitment))
      .binary(pointBytes(f.u2))
      .binary(scalarBytes(f.z))
      .binary(f.signatureForReceiver)
      .done();
  }

  toBytesSimple(): Uint8Array {
    const f = this.fields;
    return concatBytes(
      pointBytes(f.e1),
      pointBytes(f.v1),
      f.id,
      pointBytes(f.precursor),
      pointBytes(f.e2),
      pointBytes(f.v2),
      pointBytes(f.commitment),
      pointBytes(f.u2),
      scalarBytes(f.z),
      f.signatureForReceiver,
    );
  }

  /** @throws Malformed naming the first rule that does not hold */
  verify(capsule: Capsule, verifyingKey: PublicKey, delegating: PublicKey, receiving: PublicKey): void {
    const f = this.fields;
    const message = signedMessage(f.id, f.commitment, f.precursor, delegating, receiving);
    if (!verifyingKey.verifies(f.signatureForReceiver, message)) {
      throw new Malformed('cfrag', 'the signature for the receiver is wrong');
    }
    const h = challenge(capsule, f);
    const holds = (base: Point, nonce: Point, transformed: Point) =>
      timesPublic(base, f.z).equals(nonce.add(timesPublic(transformed, h)));
    if (!holds(capsule.e, f.e2, f.e1) || !holds(capsule.v, f.v2, f.v1) || !holds(U, f.u2, f.commitment)) {
      throw new Malformed('cfrag', 'the proof of honest re-encryption is wrong');
    }
  }
}

function challenge(capsule: Capsule, f: Omit<CapsuleFragmentFields, 'z'>): bigint {
  return hashToScalar(
    'CFRAG_VERIFICATION',
    capsule.e,
    f.e1,
    f.e2,
    capsule.v,
    f.v1,
    f.v2,
    U,
    f.commitment,
    f.u2,
  );
}

/** What a proxy does. The gateway does it in Java; it stands here for the tests and for auditors. */
export function reencrypt(capsule: Capsule, kfrag: KeyFragment): CapsuleFragment {
  const { rk, id, precursor, commitment, signatureForReceiver } = kfrag.fields;
  const nonce = randomScalar();
  const open = {
    e1: capsule.e.multiply(rk),
    v1: capsule.v.multiply(rk),
    id,
    precursor,
    e2: capsule.e.multiply(nonce),
    v2: capsule.v.multiply(nonce),
    commitment,
    u2: U.multiply(nonce),
    signatureForReceiver,
  };
  const z = Scalars.add(nonce, Scalars.mul(challenge(capsule, open), rk));
  return z === 0n ? reencrypt(capsule, kfrag) : new CapsuleFragment({ ...open, z });
}
