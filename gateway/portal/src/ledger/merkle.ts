/* RFC 6962 hashes, and what an inclusion path proves (RFC 9162 section 2.1.3.2). */
import { sha256 } from '@noble/hashes/sha2.js';
import { Malformed, same } from './bytes.ts';

export const HASH_LENGTH = 32;

export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256.create().update(Uint8Array.of(0)).update(entry).digest();
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256.create().update(Uint8Array.of(1)).update(left).update(right).digest();
}

/**
 * Whether a path leads from a leaf to the root of a tree. Division instead of shifts: indexes reach
 * beyond 32 bits.
 */
export function included(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index >= size) {
    throw new Malformed('index');
  }
  let place = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) {
      return false;
    }
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && same(hash, root);
}
