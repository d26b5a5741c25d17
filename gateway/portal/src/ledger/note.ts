/* C2SP signed-note, tlog-checkpoint and cosignature/v1: keys, and signatures by known keys. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, decimal, hex, Malformed, same } from './bytes.ts';
import { HASH_LENGTH } from './merkle.ts';

const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const ML_DSA_44 = 0x06;
const LENGTHS = new Map([
  [ED25519, 33],
  [COSIGNATURE, 33],
  [ML_DSA_44, 1313],
]);
const TIME_LENGTH = 8;
const MOST_SIGNATURES = 100;

/** A public key with its name; the text is what it was read from and names it whole. */
export interface VerifierKey {
  text: string;
  name: string;
  cosigner: boolean;
  /** A post-quantum key, whose signatures are not checked here: as if nobody knew it, it never counts. */
  unchecked: boolean;
  id: Uint8Array;
  key: Uint8Array;
}

export interface Signature {
  name: string;
  id: Uint8Array;
  payload: Uint8Array;
}

export interface Note {
  text: string;
  signatures: Signature[];
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
  note: Note;
}

/** A known key whose signature holds, and when it says it was made. */
export interface Signed {
  key: VerifierKey;
  time?: Date;
}

export function verifierKey(text: string): VerifierKey {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const [name, id, material] = [parts?.[1], parts?.[2], parts?.[3]];
  if (!name || !id || !material) {
    throw new Malformed('key');
  }
  const typed = base64('key', material);
  const type = typed[0];
  if (type === undefined || LENGTHS.get(type) !== typed.length) {
    throw new Malformed('key');
  }
  if (type !== ML_DSA_44 && !isPrimeOrder(typed.subarray(1))) {
    throw new Malformed('key');
  }
  const expected = sha256
    .create()
    .update(new TextEncoder().encode(`${name}\n`))
    .update(typed)
    .digest()
    .subarray(0, 4);
  if (hex(expected) !== id) {
    throw new Malformed('key');
  }
  return {
    text,
    name,
    cosigner: type !== ED25519,
    unchecked: type === ML_DSA_44,
    id: expected,
    key: typed.subarray(1),
  };
}

export function parseNote(note: string): Note {
  const blank = note.lastIndexOf('\n\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (blank < 0 || !note.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(note)) {
    throw new Malformed('note');
  }
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) {
    throw new Malformed('note');
  }
  return { text: note.slice(0, blank + 1), signatures: lines.map(signatureOf) };
}

function signatureOf(line: string): Signature {
  const parts = /^\u2014 ([^\s+]+) (\S+)$/.exec(line);
  if (!parts?.[1] || !parts[2]) {
    throw new Malformed('signature');
  }
  const bytes = base64('signature', parts[2]);
  if (bytes.length < 5) {
    throw new Malformed('signature');
  }
  return { name: parts[1], id: bytes.subarray(0, 4), payload: bytes.subarray(4) };
}

export function parseCheckpoint(text: string): Checkpoint {
  const note = parseNote(text);
  const [origin, size, root, ...extensions] = note.text.slice(0, -1).split('\n');
  if (!origin || size === undefined || !root || extensions.includes('')) {
    throw new Malformed('checkpoint');
  }
  const hash = base64('checkpoint', root);
  if (hash.length !== HASH_LENGTH) {
    throw new Malformed('checkpoint');
  }
  return { origin, size: decimal('checkpoint', size), root: hash, note };
}

/** Signatures of known keys. Unknown keys are ignored; one bad signature of a known one rejects all. */
export function verified(note: Note, known: VerifierKey[]): Signed[] | undefined {
  const signed: Signed[] = [];
  for (const signature of note.signatures) {
    const key = known.find((one) => one.name === signature.name && same(one.id, signature.id));
    if (!key || key.unchecked) {
      continue;
    }
    const found = holds(key, note.text, signature.payload);
    if (!found) {
      return undefined;
    }
    if (!signed.some((one) => one.key.text === key.text)) {
      signed.push(found);
    }
  }
  return signed;
}

function holds(key: VerifierKey, text: string, payload: Uint8Array): Signed | undefined {
  if (!key.cosigner) {
    return signs(key, text, payload) ? { key } : undefined;
  }
  if (payload.length !== TIME_LENGTH + 64) {
    return undefined;
  }
  const time = new DataView(payload.buffer, payload.byteOffset).getBigUint64(0);
  const message = `cosignature/v1\ntime ${time}\n${text}`;
  return signs(key, message, payload.subarray(TIME_LENGTH))
    ? { key, time: new Date(Number(time) * 1000) }
    : undefined;
}

function signs(key: VerifierKey, message: string, signature: Uint8Array): boolean {
  return verifies(key.key, new TextEncoder().encode(message), signature);
}

/** Strict, as the Java verifier: canonical, S below the order, key and R of prime order. */
export function verifies(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return (
      signature.length === 64 &&
      isPrimeOrder(key) &&
      isPrimeOrder(signature.subarray(0, 32)) &&
      ed25519.verify(signature, message, key, { zip215: false })
    );
  } catch {
    return false;
  }
}

function isPrimeOrder(encoded: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(encoded);
    return !point.is0() && point.isTorsionFree();
  } catch {
    return false;
  }
}
