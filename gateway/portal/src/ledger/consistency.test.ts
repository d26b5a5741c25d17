import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { consistencyPath, continues, tilePath } from './consistency.ts';
import { leafHash, nodeHash } from './merkle.ts';

const VECTORS = fileURLToPath(
  new URL('../../../../../shared/data/ledger/transparency-dev-merkle/testdata/consistency', import.meta.url),
);

const leaves = Array.from({ length: 700 }, (_, i) => leafHash(new TextEncoder().encode(`entry ${i}`)));

function rootOf(hashes: Uint8Array[]): Uint8Array {
  if (hashes.length === 1) {
    return hashes[0] as Uint8Array;
  }
  let split = 1;
  while (split * 2 < hashes.length) {
    split *= 2;
  }
  return nodeHash(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)));
}

/** Tiles of a log whose leaves may have been exchanged. */
function served(from: Uint8Array[]) {
  const levels = [from];
  for (let below = from; below.length >= 256; below = levels.at(-1) as Uint8Array[]) {
    levels.push(
      Array.from({ length: Math.floor(below.length / 256) }, (_, i) =>
        rootOf(below.slice(i * 256, i * 256 + 256)),
      ),
    );
  }
  return async (level: number, index: number, width: number) =>
    Uint8Array.from(
      (levels[level] ?? []).slice(index * 256, index * 256 + width).flatMap((hash) => [...hash]),
    );
}

const empty = { size: 0, root: new Uint8Array(32) };
const head = (size: number, from = leaves) => ({ size, root: rootOf(from.slice(0, size)) });

describe('a tree', () => {
  it('does not continue one of which a leaf was exchanged', async () => {
    const forged = [...leaves];
    forged[5] = leafHash(new TextEncoder().encode('something else'));

    for (const [older, newer] of [
      [6, 7],
      [8, 300],
      [256, 257],
      [300, 700],
    ] as const) {
      const path = await consistencyPath(older, newer, served(forged));
      expect(continues(head(older), head(newer, forged), path), `${older} ${newer}`).toBe(false);
      const honest = await consistencyPath(older, newer, served(leaves));
      expect(continues(head(older), head(newer, forged), honest), `${older} ${newer}`).toBe(false);
    }
  });

  it('does not continue a larger one, an empty one, or one by a path that is too long', async () => {
    expect(continues(head(7), head(6), [])).toBe(false);
    expect(continues({ size: 0, root: new Uint8Array(32) }, head(6), [])).toBe(false);
    expect(continues(head(6), head(6), [head(1).root])).toBe(false);
    const path = await consistencyPath(6, 7, served(leaves));
    expect(continues(head(6), head(7), [...path, head(1).root])).toBe(false);
  });

  it('continues every older one of itself', async () => {
    const tiles = served(leaves);
    const sizes = [1, 2, 3, 8, 255, 256, 257, 700];
    const heads = new Map(sizes.map((size) => [size, head(size)]));
    for (const older of sizes) {
      for (const newer of sizes.filter((size) => size >= older)) {
        const path = await consistencyPath(older, newer, tiles);
        expect(
          continues(heads.get(older) ?? empty, heads.get(newer) ?? empty, path),
          `${older} ${newer}`,
        ).toBe(true);
      }
    }
  });

  it('refuses tiles of another length', async () => {
    await expect(consistencyPath(6, 7, async () => new Uint8Array(31))).rejects.toThrow();
  });

  it('agrees with the public vectors, where they lie beside the project', () => {
    if (!existsSync(VECTORS)) {
      console.log('public Merkle vectors are not here; this test did not run');
      return;
    }
    const files = readdirSync(VECTORS, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    expect(files.length).toBeGreaterThan(50);
    const decode = (value: string | null) => Uint8Array.from(Buffer.from(value ?? '', 'base64'));
    for (const name of files) {
      const one = JSON.parse(readFileSync(`${VECTORS}/${name}`, 'utf8'));
      const path = (one.proof ?? []).map(decode);
      const holds = continues(
        { size: one.size1, root: decode(one.root1) },
        { size: one.size2, root: decode(one.root2) },
        path,
      );
      expect(holds, name).toBe(!one.wantErr);
    }
  });
});

describe('a tile', () => {
  it.each([
    [0, 0, 256, 'tile/0/000'],
    [1, 67, 3, 'tile/1/067.p/3'],
    [0, 1234067, 256, 'tile/0/x001/x234/067'],
    [0, 1000, 1, 'tile/0/x001/000.p/1'],
  ])('%i %i %i is at %s', (level, index, width, path) => {
    expect(tilePath(level, index, width)).toBe(path);
  });
});
