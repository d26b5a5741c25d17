import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { type Bytes, fromBase64, own, toBase64, utf8 } from './bytes.ts';
import { SEED_LENGTH } from './rootSeed.ts';

/*
 * Two ways to take the seed out of this device, both made here and never sent:
 * a file that a password opens (PBKDF2-SHA256, then AES-GCM), and 24 words (BIP-39).
 */

const FORMAT = 'consentry-key-backup';
/** OWASP's figure for PBKDF2-SHA256 (2023). Older files keep the count they were made with. */
const ITERATIONS = 600_000;
const MAX_ITERATIONS = 10_000_000;
export const SHORTEST_PASSWORD = 12;

export type Opened = { seed: Uint8Array } | { problem: 'not-a-backup' | 'wrong-password' };

export async function sealBackup(seed: Uint8Array, password: string, kid: string): Promise<string> {
  if (password.length < SHORTEST_PASSWORD) {
    throw new Error(`a backup password has at least ${SHORTEST_PASSWORD} characters`);
  }
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await stretch(password, salt, ITERATIONS);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: utf8(kid) },
    key,
    own(seed),
  );
  const file = {
    format: FORMAT,
    version: 1,
    key: kid,
    iterations: ITERATIONS,
    salt: toBase64(salt),
    iv: toBase64(iv),
    sealed: toBase64(new Uint8Array(sealed)),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

export async function openBackup(text: string, password: string): Promise<Opened> {
  const file = parse(text);
  if (!file) {
    return { problem: 'not-a-backup' };
  }
  try {
    const key = await stretch(password, file.salt, file.iterations);
    const seed = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: file.iv, additionalData: utf8(file.key) },
      key,
      file.sealed,
    );
    return seed.byteLength === SEED_LENGTH ? { seed: new Uint8Array(seed) } : { problem: 'not-a-backup' };
  } catch {
    return { problem: 'wrong-password' };
  }
}

interface BackupFile {
  key: string;
  iterations: number;
  salt: Bytes;
  iv: Bytes;
  sealed: Bytes;
}

function parse(text: string): BackupFile | undefined {
  try {
    const { format, version, key, iterations, salt, iv, sealed } = JSON.parse(text);
    const fits =
      format === FORMAT &&
      version === 1 &&
      typeof key === 'string' &&
      Number.isInteger(iterations) &&
      iterations > 0 &&
      iterations <= MAX_ITERATIONS;
    return fits
      ? { key, iterations, salt: fromBase64(salt), iv: fromBase64(iv), sealed: fromBase64(sealed) }
      : undefined;
  } catch {
    return undefined;
  }
}

async function stretch(password: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  // NFKC, so that the same password typed on another keyboard is the same password.
  const material = await crypto.subtle.importKey('raw', utf8(password.normalize('NFKC')), 'PBKDF2', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

export function phraseOf(seed: Uint8Array): string {
  return entropyToMnemonic(seed, wordlist);
}

/** Undefined when a word is wrong, missing or out of order (the last word is a checksum). */
export function seedOfPhrase(phrase: string): Uint8Array | undefined {
  const words = phrase.trim().toLowerCase().split(/\s+/);
  if (words.length !== 24) {
    return undefined;
  }
  try {
    return mnemonicToEntropy(words.join(' '), wordlist);
  } catch {
    return undefined;
  }
}
