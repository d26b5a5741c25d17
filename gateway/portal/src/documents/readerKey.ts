import { type KeyDrawer, storedFrom, withSeed } from '../keys/deviceKeys.ts';
import { SecretKey } from '../umbral/index.ts';
import { Malformed } from '../umbral/malformed.ts';

/*
 * The hospital's receiving key on a practitioner's device. It comes from a file that the hospital
 * made (`consentry keys make`) and stays here, as a patient's keys do: its bytes lie encrypted by a
 * key that this browser does not give out, and are never sent.
 */

/** 64 hexadecimal digits and nothing else. */
export function parseReaderKey(text: string): SecretKey {
  const digits = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(digits)) {
    throw new Malformed('key file', '64 hexadecimal digits');
  }
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  try {
    return SecretKey.fromBytes(bytes);
  } finally {
    bytes.fill(0);
  }
}

export async function keepReaderKey(
  drawer: KeyDrawer,
  owner: string,
  key: SecretKey,
  now: Date,
): Promise<void> {
  const bytes = key.toBytes();
  try {
    await drawer.put(await storedFrom(bytes, owner, now));
  } finally {
    bytes.fill(0);
  }
}

/** Whether one is kept here, and its public half. */
export async function readerKeyHere(drawer: KeyDrawer, owner: string): Promise<string | undefined> {
  const stored = await drawer.get(owner);
  return stored && withSeed(stored, (seed) => SecretKey.fromBytes(seed).publicKey.toHex());
}

/** Lends the key to one piece of work. */
export async function withReaderKey<T>(
  drawer: KeyDrawer,
  owner: string,
  work: (key: SecretKey) => Promise<T>,
): Promise<T> {
  const stored = await drawer.get(owner);
  if (!stored) {
    throw new Malformed('key', 'none is kept on this device');
  }
  return withSeed(stored, (seed) => work(SecretKey.fromBytes(seed)));
}
