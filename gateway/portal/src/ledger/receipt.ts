/* C2SP tlog-proof: a receipt, found in a file and judged by a policy, without asking anybody. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, decimal, Malformed, same } from './bytes.ts';
import { type Entry, parseEntry } from './entry.ts';
import { HASH_LENGTH, included, leafHash } from './merkle.ts';
import { type Checkpoint, parseCheckpoint, type Signed, verified } from './note.ts';
import type { Policy } from './policy.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
const BUNDLE = 'consentry.org/receipts@v1 ';
const BUNDLE_END = 'consentry.org/receipts end\n';
const MOST_RECEIPTS = 10_000;
const LONGEST_PATH = 63;

export interface Receipt {
  index: number;
  path: Uint8Array[];
  checkpoint: Checkpoint;
  /** The logged bytes, which this log's receipts carry. */
  logged: Uint8Array;
  entry: Entry;
}

export type Reason = 'unknown-log' | 'bad-signature' | 'quorum-not-met' | 'not-included';
export type Verdict = { proved: true; signed: Signed[] } | { proved: false; reason: Reason };

export function parseReceipt(text: string): Receipt {
  const blank = text.indexOf('\n\n');
  if (blank < 0) {
    throw new Malformed('receipt');
  }
  const [header, ...lines] = text.slice(0, blank).split('\n');
  const extra = lines[0]?.startsWith('extra ') ? base64('receipt', lines.shift()?.slice(6) ?? '') : undefined;
  const index = lines.shift();
  if (header !== HEADER || !index?.startsWith('index ') || !extra || lines.length > LONGEST_PATH) {
    throw new Malformed('receipt');
  }
  const path = lines.map((line) => base64('receipt', line));
  if (path.some((hash) => hash.length !== HASH_LENGTH)) {
    throw new Malformed('receipt');
  }
  const logged = loggedIn(extra);
  const entry = parseEntry(logged);
  const opening = extra.subarray(3 + logged.length);
  if (opening.length > 0 && !same(sha256(opening), entry.commit)) {
    throw new Malformed('receipt');
  }
  return {
    index: decimal('receipt', index.slice(6)),
    path,
    checkpoint: parseCheckpoint(text.slice(blank + 2)),
    logged,
    entry,
  };
}

/** Version, length, entry, and perhaps what the commitment opens to. */
function loggedIn(extra: Uint8Array): Uint8Array {
  const end = 3 + ((extra[1] ?? 0) << 8) + (extra[2] ?? 0);
  if (extra[0] !== 1 || extra.length < end) {
    throw new Malformed('receipt');
  }
  return extra.subarray(3, end);
}

/** A log's key counts only on a checkpoint of that name; else one log could speak for another. */
export function judge(receipt: Receipt, policy: Policy): Verdict {
  const { checkpoint } = receipt;
  const logs = policy.logs.filter((key) => key.name === checkpoint.origin);
  const signed = verified(checkpoint.note, [...logs, ...policy.witnesses]);
  if (!signed) {
    return { proved: false, reason: 'bad-signature' };
  }
  if (!signed.some((one) => !one.key.cosigner)) {
    return { proved: false, reason: 'unknown-log' };
  }
  if (!policy.met(signed)) {
    return { proved: false, reason: 'quorum-not-met' };
  }
  const leaf = leafHash(receipt.logged);
  const { size, root } = checkpoint;
  return receipt.index < size && included(leaf, receipt.index, size, receipt.path, root)
    ? { proved: true, signed }
    : { proved: false, reason: 'not-included' };
}

/** The receipts of a file: the file itself, or the bundle that an audit report carries. */
export function receiptsIn(file: Uint8Array): Receipt[] {
  // One character a byte, so that the places found here are places in the file.
  const text = Array.from(file, (byte) => String.fromCharCode(byte)).join('');
  const start = text.indexOf(BUNDLE);
  if (start < 0) {
    return [parseReceipt(utf8(file))];
  }
  if (text.indexOf(BUNDLE, start + 1) >= 0) {
    throw new Malformed('file');
  }
  let at = start + BUNDLE.length;
  const number = () => {
    const end = text.indexOf('\n', at);
    const value = decimal('file', end < 0 ? '' : text.slice(at, end));
    at = end + 1;
    return value;
  };
  const count = number();
  if (count > MOST_RECEIPTS) {
    throw new Malformed('file');
  }
  const receipts: Receipt[] = [];
  for (let i = 0; i < count; i += 1) {
    const length = number();
    receipts.push(parseReceipt(utf8(file.subarray(at, at + length))));
    at += length;
  }
  if (!text.startsWith(BUNDLE_END, at)) {
    throw new Malformed('file');
  }
  return receipts;
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('receipt');
  }
}
