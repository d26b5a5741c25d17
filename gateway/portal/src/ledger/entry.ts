/* A ledger entry, version 1, as ledger/…/entry/Entry.java writes it. */
import { Malformed } from './bytes.ts';

export const KINDS = [
  'bundle',
  'consent-requested',
  'consent-granted',
  'consent-refused',
  'consent-revoked',
  'consent-expired',
  'disclosure',
  'reencryption',
  'delivery',
  'export',
  'referral',
  'reward',
  'membership',
  'key-event',
] as const;

export type Kind = (typeof KINDS)[number];

export interface Entry {
  kind: Kind;
  time: Date;
  commit: Uint8Array;
  subject?: Uint8Array;
  signer?: { keyId: string; signature: Uint8Array };
}

export function parseEntry(bytes: Uint8Array): Entry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) {
      throw new Malformed('entry');
    }
    at += length;
    return bytes.subarray(at - length, at);
  };
  const kind = KINDS[(take(2)[1] ?? 0) - 1];
  const flags = take(1)[0] ?? 0;
  if (bytes[0] !== 1 || !kind || flags > 3 || bytes.length > 1024) {
    throw new Malformed('entry');
  }
  take(8);
  const time = new Date(Number(view.getBigInt64(3)));
  const commit = take(32);
  const subject = flags & 1 ? take(32) : undefined;
  const signer =
    flags & 2 ? { keyId: new TextDecoder().decode(take(take(1)[0] ?? 0)), signature: take(32) } : undefined;
  if (at !== bytes.length) {
    throw new Malformed('entry');
  }
  return { kind, time, commit, subject, signer };
}
