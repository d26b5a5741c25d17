/* A ledger entry, versions 1 and 2, as ledger/…/entry/Entry.java writes it. */
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
  'consent-withdrawn',
] as const;

export type Kind = (typeof KINDS)[number];

export interface Signer {
  keyId: string;
  signature: Uint8Array;
}

export interface Entry {
  kind: Kind;
  time: Date;
  commit: Uint8Array;
  subject?: Uint8Array;
  signer?: Signer;
  /* Who handed the content in and signed it too; version 2. */
  author?: Signer;
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
  if ((bytes[0] !== 1 && bytes[0] !== 2) || !kind || flags > 3 || bytes.length > 1024) {
    throw new Malformed('entry');
  }
  take(8);
  const time = new Date(Number(view.getBigInt64(3)));
  const commit = take(32);
  const subject = flags & 1 ? take(32) : undefined;
  const signature = () => ({ keyId: new TextDecoder().decode(take(take(1)[0] ?? 0)), signature: take(32) });
  const signer = flags & 2 ? signature() : undefined;
  const author = bytes[0] === 2 ? signature() : undefined;
  if (at !== bytes.length) {
    throw new Malformed('entry');
  }
  return { kind, time, commit, subject, signer, author };
}
