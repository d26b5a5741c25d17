import { concatBytes } from '@noble/curves/utils.js';
import {
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
  U,
} from './curve.ts';
import { type PublicKey, type SecretKey, SIGNATURE_LENGTH } from './keys.ts';
import { Malformed } from './malformed.ts';
import { Packer, Unpacker } from './messagePack.ts';

/*
 * Key fragments: what the patient's device gives to the proxies.
 *
 * The delegating secret, divided by a value that only the recipient can recompute, is the constant
 * term of a random polynomial of degree t − 1; a fragment is one point of it. Fewer than t
 * fragments say nothing; t of them transform a capsule and still open nothing by themselves.
 *
 * The check is stricter than the reference: it refuses a foreign second generator (with it a proxy
 * can be handed a fragment that verifies and then produces only rubbish) and it always checks the
 * signature meant for the recipient, so that a broken one is found at upload and not at reading.
 */

export const ID_LENGTH = 32;
export const MAX_FRAGMENTS = 64;

export interface KeyFragmentFields {
  id: Uint8Array;
  rk: bigint;
  precursor: Point;
  commitment: Point;
  signatureForProxy: Uint8Array;
  signatureForReceiver: Uint8Array;
  delegatingSigned: boolean;
  receivingSigned: boolean;
}

export class KeyFragment {
  static readonly LENGTH = 310;

  constructor(readonly fields: KeyFragmentFields) {}

  static fromBytes(bytes: Uint8Array): KeyFragment {
    const unpacker = new Unpacker(bytes, 'kfrag').array(5).array(1);
    if (!parsePoint(unpacker.binary(POINT_LENGTH), 'kfrag u').equals(U)) {
      throw new Malformed('kfrag u', 'not the agreed second generator');
    }
    const id = unpacker.binary(ID_LENGTH);
    const rk = parseScalar(unpacker.binary(SCALAR_LENGTH), 'kfrag rk');
    const precursor = parsePoint(unpacker.binary(POINT_LENGTH), 'kfrag X');
    unpacker.array(5);
    const commitment = parsePoint(unpacker.binary(POINT_LENGTH), 'kfrag U1');
    const signatureForProxy = unpacker.binary(SIGNATURE_LENGTH);
    const signatureForReceiver = unpacker.binary(SIGNATURE_LENGTH);
    const delegatingSigned = unpacker.flag();
    const receivingSigned = unpacker.flag();
    unpacker.end();
    return new KeyFragment({
      id,
      rk,
      precursor,
      commitment,
      signatureForProxy,
      signatureForReceiver,
      delegatingSigned,
      receivingSigned,
    });
  }

  toBytes(): Uint8Array {
    const f = this.fields;
    return new Packer()
      .array(5)
      .array(1)
      .binary(pointBytes(U))
      .binary(f.id)
      .binary(scalarBytes(f.rk))
      .binary(pointBytes(f.precursor))
      .array(5)
      .binary(pointBytes(f.commitment))
      .binary(f.signatureForProxy)
      .binary(f.signatureForReceiver)
      .flag(f.delegatingSigned)
      .flag(f.receivingSigned)
      .done();
  }

  /** @throws Malformed naming the first rule that does not hold */
  verify(verifyingKey: PublicKey, delegating: PublicKey, receiving: PublicKey): void {
    const f = this.fields;
    if (!U.multiply(f.rk).equals(f.commitment)) {
      throw new Malformed('kfrag U1', 'does not commit to the fragment');
    }
    const forProxy = signedMessage(
      f.id,
      f.commitment,
      f.precursor,
      f.delegatingSigned ? delegating : undefined,
      f.receivingSigned ? receiving : undefined,
    );
    if (!verifyingKey.verifies(f.signatureForProxy, forProxy)) {
      throw new Malformed('kfrag', 'the signature for the proxy is wrong');
    }
    const forReceiver = signedMessage(f.id, f.commitment, f.precursor, delegating, receiving);
    if (!verifyingKey.verifies(f.signatureForReceiver, forReceiver)) {
      throw new Malformed('kfrag', 'the signature for the receiver is wrong');
    }
  }
}

/** id ‖ U₁ ‖ X ‖ (01‖pk_A or 00) ‖ (01‖pk_B or 00) */
export function signedMessage(
  id: Uint8Array,
  commitment: Point,
  precursor: Point,
  delegating?: PublicKey,
  receiving?: PublicKey,
): Uint8Array {
  const optional = (key?: PublicKey) =>
    key ? concatBytes(Uint8Array.of(1), key.toBytes()) : Uint8Array.of(0);
  return concatBytes(
    id,
    pointBytes(commitment),
    pointBytes(precursor),
    optional(delegating),
    optional(receiving),
  );
}

export interface Delegation {
  delegating: SecretKey;
  receiving: PublicKey;
  signer: SecretKey;
  threshold: number;
  shares: number;
  /** Whether the proxies' signature names the two keys; both unless said otherwise. */
  signDelegating?: boolean;
  signReceiving?: boolean;
}

export function generateKeyFragments(delegation: Delegation): KeyFragment[] {
  const { delegating, receiving, threshold, shares } = delegation;
  if (!Number.isInteger(threshold) || !Number.isInteger(shares) || threshold < 1) {
    throw new Malformed('threshold', 'a whole number from 1');
  }
  if (threshold > shares || shares > MAX_FRAGMENTS) {
    throw new Malformed('shares', `from the threshold to ${MAX_FRAGMENTS}`);
  }
  const x = randomScalar();
  const precursor = Point.BASE.multiply(x);
  const shared = receiving.point.multiply(x);
  const d = hashToScalar('SHARED_SECRET', precursor, receiving.toBytes(), shared);
  const coefficients = [Scalars.mul(delegating.scalar, Scalars.inv(d))];
  while (coefficients.length < threshold) {
    coefficients.push(randomScalar());
  }
  return Array.from({ length: shares }, () => fragment(delegation, precursor, shared, coefficients));
}

function fragment(
  delegation: Delegation,
  precursor: Point,
  shared: Point,
  coefficients: bigint[],
): KeyFragment {
  const { delegating, receiving, signer, signDelegating = true, signReceiving = true } = delegation;
  const id = randomBytes(ID_LENGTH);
  const rk = evaluate(coefficients, fragmentArgument(precursor, receiving, shared, id));
  const commitment = U.multiply(rk);
  const owner = delegating.publicKey;
  return new KeyFragment({
    id,
    rk,
    precursor,
    commitment,
    signatureForProxy: signer.sign(
      signedMessage(
        id,
        commitment,
        precursor,
        signDelegating ? owner : undefined,
        signReceiving ? receiving : undefined,
      ),
    ),
    signatureForReceiver: signer.sign(signedMessage(id, commitment, precursor, owner, receiving)),
    delegatingSigned: signDelegating,
    receivingSigned: signReceiving,
  });
}

/** Where on the polynomial a fragment stands. */
export function fragmentArgument(
  precursor: Point,
  receiving: PublicKey,
  shared: Point,
  id: Uint8Array,
): bigint {
  return hashToScalar('POLYNOMIAL_ARG', precursor, receiving.toBytes(), shared, id);
}

function evaluate(coefficients: bigint[], at: bigint): bigint {
  return coefficients.reduceRight((sum, coefficient) => Scalars.add(Scalars.mul(sum, at), coefficient), 0n);
}
