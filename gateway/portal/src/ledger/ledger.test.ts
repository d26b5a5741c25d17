import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { hex, Malformed, toBase64 } from './bytes.ts';
import { included } from './merkle.ts';
import { verifies } from './note.ts';
import { parsePolicy } from './policy.ts';
import { judge, parseReceipt, receiptsIn } from './receipt.ts';
import { EVERYTHING, placeOf, queryOf } from './search.ts';

/** Made by the Java module, which verifies them too. */
const RECEIPTS = fileURLToPath(new URL('../../../../ledger/src/test/resources/receipts/', import.meta.url));
const SHARED = fileURLToPath(new URL('../../../../../shared/data/ledger/', import.meta.url));

const text = (name: string) => readFileSync(`${RECEIPTS}${name}`, 'utf8');
const bytes = (name: string) => new Uint8Array(readFileSync(`${RECEIPTS}${name}`));
const policy = parsePolicy(text('one-of-two.policy'));
const names = readdirSync(RECEIPTS).filter((name) => name.endsWith('.tlog-proof'));

describe('a receipt', () => {
  it('is refused when one character of it is another', () => {
    const receipt = text('entry-128.tlog-proof');

    for (let at = 0; at < receipt.length; at += 7) {
      const changed = receipt.slice(0, at) + (receipt[at] === 'A' ? 'B' : 'A') + receipt.slice(at + 1);
      expect(provedOrNot(changed), `at ${at}: ${receipt.slice(at - 5, at + 5)}`).toBe(false);
    }
  });

  it('is refused when it names another place', () => {
    expect(provedOrNot(text('entry-255.tlog-proof').replace('index 255', 'index 254'))).toBe(false);
    expect(provedOrNot(text('entry-255.tlog-proof').replace('index 255', 'index 300'))).toBe(false);
  });

  it('is refused by those who trust another log of that name', () => {
    const other = parsePolicy(text('another-log.policy'));

    expect(judge(parseReceipt(text('entry-0.tlog-proof')), other)).toEqual({
      proved: false,
      reason: 'unknown-log',
    });
  });

  it('is refused when too few witnesses have seen it', () => {
    const strict = parsePolicy(text('all-of-three.policy'));

    expect(judge(parseReceipt(text('entry-0.tlog-proof')), strict)).toEqual({
      proved: false,
      reason: 'quorum-not-met',
    });
  });

  it.each(names)('%s is proved, as in Java', (name) => {
    const verdict = judge(parseReceipt(text(name)), policy);

    expect(verdict.proved).toBe(true);
    expect(verdict.proved && verdict.signed.map((one) => one.key.name)).toEqual([
      'test.example/log',
      'hospital-a.example/witness',
      'hospital-b.example/witness',
    ]);
    expect(verdict.proved && verdict.signed[1]?.time?.toISOString()).toBe('2025-11-21T04:40:00.000Z');
  });

  it('tells what its entry says', () => {
    const { entry, index } = parseReceipt(text('entry-255.tlog-proof'));

    expect(index).toBe(255);
    expect(entry.kind).toBe('consent-refused');
    expect(entry.time.toISOString()).toBe(new Date(1763600000000 + 255_000).toISOString());
    expect(entry.signer?.keyId).toBe('key-255');
  });

  it.each(['', 'x', '\n\n', 'c2sp.org/tlog-proof@v1\nindex 0\n\n'])('is not in form: %j', (rubbish) => {
    expect(() => parseReceipt(rubbish)).toThrow(Malformed);
  });
});

describe('a file', () => {
  it('is searched for the receipts that a report carries', () => {
    const noise = new TextEncoder().encode('%PDF-1.7\n\u00ff stream\n');
    const receipts = receiptsIn(Uint8Array.from([...noise, ...bytes('report.txt'), ...noise]));

    expect(receipts.map((one) => one.index)).toEqual([0, 1, 128, 255, 256, 299]);
    expect(receipts.every((one) => judge(one, policy).proved)).toBe(true);
  });

  it('is refused with two sets of receipts, or a part of one', () => {
    const report = bytes('report.txt');

    expect(() => receiptsIn(Uint8Array.from([...report, ...report]))).toThrow(Malformed);
    expect(() => receiptsIn(report.subarray(0, report.length - 10))).toThrow(Malformed);
  });

  it('of random bytes ends in nothing worse than a refusal', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed & 0xff;
    };
    for (let round = 0; round < 500; round += 1) {
      const file = Uint8Array.from({ length: random() * 4 }, random);
      expect(() => receiptsIn(file)).toThrow(Malformed);
    }
  });
});

describe('a policy', () => {
  const lines = text('all-of-three.policy')
    .split('\n')
    .filter((line) => /^(log|witness)/.test(line));
  const [a, b, c] = lines
    .filter((line) => line.startsWith('witness'))
    .map((line) => line.split(' ')[1] ?? '');
  const parties = `${lines.join('\n')}\n`;
  const log = lines.find((line) => line.startsWith('log'))?.split(' ')[1];
  const witness = lines.find((line) => line.startsWith('witness'))?.split(' ')[2];

  it.each([
    '',
    'quorum',
    'quorum none\nquorum none',
    'quorum a b',
    'quorum nobody',
    'log x',
    'witness a',
    'trust everybody\nquorum none',
    `group g 2 ${a}\nquorum g`,
    `group g 0 ${a}\nquorum g`,
    `group g -1 ${a}\nquorum g`,
    `group g 02 ${a} ${b} ${c}\nquorum g`,
    `group g 2.0 ${a} ${b}\nquorum g`,
    `group g 0x2 ${a} ${b}\nquorum g`,
    `group g any\nquorum g`,
    `group g 2 ${a} ${a}\nquorum g`,
    `group g any ${a}\ngroup h any ${a}\nquorum g`,
    `group g any none\nquorum g`,
    `group none any ${a}\nquorum none`,
    `group ${a} any ${b}\nquorum none`,
    `witness again ${witness}\nquorum none`,
    `witness w ${log}\nquorum none`,
    `log ${witness}\nquorum none`,
    'quorum none\r',
    'quorum none\u0001',
  ])('is not in form: %j', (wrong) => {
    expect(() => parsePolicy(parties + wrong)).toThrow(Malformed);
  });

  it('counts groups within groups', () => {
    const judged = (rules: string) =>
      judge(parseReceipt(text('entry-0.tlog-proof')), parsePolicy(parties + rules)).proved;

    expect(judged(`group x any ${a} ${b}\ngroup y all x\nquorum y`)).toBe(true);
    expect(judged(`group x 2 ${a} ${b}\ngroup y all x ${c}\nquorum y`)).toBe(false);
    expect(judged(' # nobody\n\t quorum \t none ')).toBe(true);
  });

  it('knows a post-quantum key and never counts it', () => {
    const typed = new Uint8Array(1313).fill(7);
    typed[0] = 6;
    const name = 'quantum.example/w';
    const id = sha256(new Uint8Array([...new TextEncoder().encode(`${name}\n`), ...typed])).subarray(0, 4);
    const vkey = `${name}+${hex(id)}+${toBase64(typed)}`;
    const judged = (rules: string) =>
      judge(parseReceipt(text('entry-0.tlog-proof')), parsePolicy(`${parties}witness q ${vkey}\n${rules}`));

    expect(judged(`group g any ${a} q\nquorum g`).proved).toBe(true);
    expect(judged('quorum q')).toEqual({ proved: false, reason: 'quorum-not-met' });
  });
});

describe('a search', () => {
  it('asks for what was typed', () => {
    expect(String(queryOf({ ...EVERYTHING, record: ' Patient/a ', kind: 'export' }, 7))).toBe(
      'limit=50&subject=Patient%2Fa&kind=export&before=7',
    );
    const since = new Date('2026-11-20T10:15').toISOString();
    const until = new Date('2026-11-20T10:15:59.999').toISOString();
    const minute = queryOf(
      { ...EVERYTHING, since: '2026-11-20T10:15', until: '2026-11-20T10:15' },
      undefined,
    );
    expect(minute.get('since')).toBe(since);
    expect(minute.get('until')).toBe(until);
    expect(String(queryOf({ ...EVERYTHING, block: 300 }, undefined))).toBe('limit=50&block=300');
    expect(placeOf(' 12 ')).toEqual({ index: 12 });
    expect(placeOf('AB'.repeat(32))).toEqual({ digest: 'ab'.repeat(32) });
    expect(placeOf('-1')).toBeUndefined();
  });
});

describe('public vectors', () => {
  it('agree on Ed25519 edge cases, where they lie beside the project', () => {
    const file = `${SHARED}cctv-ed25519/ed25519/ed25519vectors.json`;
    if (!existsSync(file)) {
      console.log('public Ed25519 vectors are not here; this test did not run');
      return;
    }
    const unhex = (text: string) =>
      Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    const cases = JSON.parse(readFileSync(file, 'utf8'));
    expect(cases).toHaveLength(914);
    for (const one of cases) {
      const holds = verifies(unhex(one.key), new TextEncoder().encode(one.msg), unhex(one.sig));
      expect(holds, `case ${one.number}`).toBe(!one.flags?.length);
    }
  });

  const merkle = `${SHARED}transparency-dev-merkle/`;

  it('agree on inclusion, where they lie beside the project', () => {
    if (!existsSync(merkle)) {
      console.log('public Merkle vectors are not here; this test did not run');
      return;
    }
    const files = readdirSync(merkle, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.startsWith('testdata/inclusion') && name.endsWith('.json'),
    );
    expect(files.length).toBeGreaterThan(50);
    for (const name of files) {
      const one = JSON.parse(readFileSync(`${merkle}${name}`, 'utf8'));
      expect(holds(one), name).toBe(!one.wantErr);
    }
  });
});

interface InclusionVector {
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
}

function holds(one: InclusionVector): boolean {
  const decode = (value: string | null) => Uint8Array.from(Buffer.from(value ?? '', 'base64'));
  const path = (one.proof ?? []).map(decode);
  if (path.some((hash) => hash.length !== 32) || decode(one.root).length !== 32) {
    return false;
  }
  try {
    return included(decode(one.leafHash), one.leafIdx, one.treeSize, path, decode(one.root));
  } catch {
    return false;
  }
}

/** By a policy that needs every signature: with fewer needed, a signature that names no known key is passed over. */
function provedOrNot(receipt: string): boolean {
  const every = parsePolicy(text('one-of-two.policy').replace('hospitals any', 'hospitals all'));
  try {
    return judge(parseReceipt(receipt), every).proved;
  } catch (refused) {
    expect(refused).toBeInstanceOf(Malformed);
    return false;
  }
}
