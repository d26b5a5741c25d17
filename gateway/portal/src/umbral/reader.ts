import { bytesToHex } from '@noble/curves/utils.js';
import { type Sealed, unseal } from './capsule.ts';
import type { CapsuleFragment } from './capsuleFragment.ts';
import { hashToScalar, Point, Scalars } from './curve.ts';
import { fragmentArgument, MAX_FRAGMENTS } from './keyFragment.ts';
import type { PublicKey, SecretKey } from './keys.ts';
import { Malformed } from './malformed.ts';

/**
 * Opens what was sealed to somebody else and re-encrypted for this key.
 *
 * The fragments should have been verified one by one before; what is checked here is that together
 * they rebuild exactly this capsule, so a wrong or missing one never yields a wrong plaintext.
 */
export function decryptReencrypted(
  receiving: SecretKey,
  delegating: PublicKey,
  { capsule, ciphertext }: Sealed,
  cfrags: CapsuleFragment[],
): Uint8Array {
  const first = cfrags[0];
  if (!first || cfrags.length > MAX_FRAGMENTS) {
    throw new Malformed('cfrags', `from 1 to ${MAX_FRAGMENTS} of them`);
  }
  const precursor = first.fields.precursor;
  if (!cfrags.every((cfrag) => cfrag.fields.precursor.equals(precursor))) {
    throw new Malformed('cfrags', 'belong to different delegations');
  }
  if (new Set(cfrags.map((cfrag) => bytesToHex(cfrag.fields.id))).size !== cfrags.length) {
    throw new Malformed('cfrags', 'one of them is there twice');
  }

  const shared = receiving.times(precursor);
  const own = receiving.publicKey;
  const at = cfrags.map((cfrag) => fragmentArgument(precursor, own, shared, cfrag.fields.id));
  const weights = at.map((_, index) => weight(at, index));
  const e = combine(
    weights,
    cfrags.map((cfrag) => cfrag.fields.e1),
  );
  const v = combine(
    weights,
    cfrags.map((cfrag) => cfrag.fields.v1),
  );
  const d = hashToScalar('SHARED_SECRET', precursor, own.toBytes(), shared);

  const expected = delegating.point.multiply(Scalars.mul(capsule.s, Scalars.inv(d)));
  const sum = e.add(v);
  if (sum.is0() || !expected.equals(e.multiply(capsule.h).add(v))) {
    throw new Malformed('cfrags', 'too few, or not of this capsule');
  }
  return unseal(sum.multiply(d), capsule, ciphertext);
}

/** Lagrange's coefficient at zero. */
function weight(at: bigint[], index: number): bigint {
  const own = at[index] as bigint;
  return at.reduce(
    (product, other, position) =>
      position === index
        ? product
        : Scalars.mul(product, Scalars.mul(other, Scalars.inv(Scalars.sub(other, own)))),
    1n,
  );
}

function combine(weights: bigint[], points: Point[]): Point {
  const sum = points.reduce(
    (total, point, index) => total.add(point.multiply(weights[index] as bigint)),
    Point.ZERO,
  );
  if (sum.is0()) {
    throw new Malformed('cfrags', 'cancel each other');
  }
  return sum;
}
