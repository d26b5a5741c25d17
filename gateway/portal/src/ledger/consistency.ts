/* That a tree continues an older one (RFC 9162 sections 2.1.4.1 and 2.1.4.2), by hashes from the log's tiles. */
import { Malformed, same } from './bytes.ts';
import { HASH_LENGTH, nodeHash } from './merkle.ts';

const TILE_HEIGHT = 8;
const TILE_WIDTH = 256;

/** Reads the hashes of a tile of that width; whoever serves it is not believed. */
export type Tiles = (level: number, index: number, width: number) => Promise<Uint8Array>;

/** The path of a consistency proof between two sizes of one tree, each hash taken from the tiles of the larger. */
export async function consistencyPath(older: number, newer: number, tiles: Tiles): Promise<Uint8Array[]> {
  const path: Uint8Array[] = [];
  let [from, to, whole, size] = [0, newer, true, older];
  const steps: [number, number][] = [];
  while (size !== to - from) {
    const split = largestPowerBelow(to - from);
    if (size <= split) {
      steps.push([from + split, to]);
      to = from + split;
    } else {
      steps.push([from, from + split]);
      from += split;
      size -= split;
      whole = false;
    }
  }
  if (!whole) {
    path.push(await range(from, to, newer, tiles));
  }
  for (const [left, right] of steps.reverse()) {
    path.push(await range(left, right, newer, tiles));
  }
  return path;
}

/** Whether the path shows that the newer tree continues the older one. Nothing can be shown of an empty tree. */
export function continues(
  older: { size: number; root: Uint8Array },
  newer: { size: number; root: Uint8Array },
  path: Uint8Array[],
): boolean {
  if (older.size < 1 || older.size > newer.size) {
    return false;
  }
  if (older.size === newer.size) {
    return path.length === 0 && same(older.root, newer.root);
  }
  let [place, last] = [older.size - 1, newer.size - 1];
  while (place % 2 === 1) {
    [place, last] = [half(place), half(last)];
  }
  const rest = isPowerOfTwo(older.size) ? [older.root, ...path] : [...path];
  const first = rest.shift();
  if (!first) {
    return false;
  }
  let [before, after] = [first, first];
  for (const sibling of rest) {
    if (last === 0) {
      return false;
    }
    if (place % 2 === 1 || place === last) {
      before = nodeHash(sibling, before);
      after = nodeHash(sibling, after);
      while (place % 2 === 0 && place !== 0) {
        [place, last] = [half(place), half(last)];
      }
    } else {
      after = nodeHash(after, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(before, older.root) && same(after, newer.root);
}

/** The hash over leaves from one place to before another, which is a subtree of the tree of that size. */
async function range(from: number, to: number, size: number, tiles: Tiles): Promise<Uint8Array> {
  const count = to - from;
  if (isPowerOfTwo(count)) {
    return perfect(Math.round(Math.log2(count)), from / count, size, tiles);
  }
  const split = largestPowerBelow(count);
  return nodeHash(await range(from, from + split, size, tiles), await range(from + split, to, size, tiles));
}

async function perfect(height: number, index: number, size: number, tiles: Tiles): Promise<Uint8Array> {
  const level = Math.floor(height / TILE_HEIGHT);
  const spread = 2 ** (height % TILE_HEIGHT);
  const first = index * spread;
  const tile = Math.floor(first / TILE_WIDTH);
  const inLevel = Math.floor(size / TILE_WIDTH ** level);
  const width = Math.min(TILE_WIDTH, inLevel - tile * TILE_WIDTH);
  const bytes = await tiles(level, tile, width);
  if (bytes.length !== width * HASH_LENGTH) {
    throw new Malformed('tile');
  }
  const start = first % TILE_WIDTH;
  let hashes = Array.from({ length: spread }, (_, i) =>
    bytes.subarray((start + i) * HASH_LENGTH, (start + i + 1) * HASH_LENGTH),
  );
  while (hashes.length > 1) {
    hashes = Array.from({ length: hashes.length / 2 }, (_, i) =>
      nodeHash(hashes[2 * i] as Uint8Array, hashes[2 * i + 1] as Uint8Array),
    );
  }
  return hashes[0] as Uint8Array;
}

/** {@code tile/0/x001/067} and {@code …/067.p/3}, as c2sp.org/tlog-tiles writes them. */
export function tilePath(level: number, index: number, width: number): string {
  const groups = [String(index % 1000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return value === largestPowerBelow(value + 1);
}

/** The largest power of two below a number that is at least 2. */
function largestPowerBelow(value: number): number {
  let power = 1;
  while (power * 2 < value) {
    power *= 2;
  }
  return power;
}
