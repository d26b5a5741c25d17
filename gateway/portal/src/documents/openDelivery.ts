import { bytesToHex, concatBytes } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { opening, openSharedKey, splitSealedKey } from '../envelope/envelope.ts';
import { type Bytes, fromBase64, own } from '../keys/bytes.ts';
import { type PrivateJwk, readerOf, unwrapWith } from '../keys/jwe.ts';
import { thumbprint } from '../keys/jws.ts';
import { CapsuleFragment, PublicKey, type SecretKey } from '../umbral/index.ts';
import { Malformed } from '../umbral/malformed.ts';
import type { DeliveriesClient, Delivery } from './deliveries.ts';
import type { ReaderKey } from './readerKey.ts';

/*
 * Opening a document that was shared with one's hospital.
 *
 * The order matters: everything that can be refused is looked at before the URI is fetched, because
 * fetching spends it. A fragment must be the holders' honest work on this capsule, for the patient's
 * key and ours, and a wrapped key be for ours; then the data key opens; then the ciphertext is fetched and opened piece by piece as it comes,
 * and its hash compared. Nothing is given out before the whole of it is known to be right.
 */

const DATA_KEY = 32;

export interface Opened {
  content: Blob;
  contentType: string;
  sha256: string;
  /** Digest of the ledger's entry about the re-encryption. */
  entry?: string;
}

export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

/** @throws NotOurs for another hospital's key, Malformed for whatever is not what it should be */
export async function openDelivery(
  deliveries: DeliveriesClient,
  id: string,
  reader: ReaderKey,
  onProgress: (share: number) => void = () => {},
): Promise<Opened> {
  const delivery = await deliveries.get(id);
  const dataKey = await dataKeyOf(delivery, reader);
  try {
    const ciphertext = await deliveries.content(delivery);
    const { parts, hash } = await opened(ciphertext, delivery, dataKey, onProgress);
    if (hash !== delivery.sha256) {
      throw new Malformed('content', 'is not the one that was announced');
    }
    await deliveries.acknowledge(id, hash);
    const contentType = safeType(delivery.contentType);
    return {
      content: new Blob(parts, { type: contentType }),
      contentType,
      sha256: hash,
      entry: delivery.entry,
    };
  } finally {
    dataKey.fill(0);
  }
}

async function dataKeyOf(delivery: Delivery, reader: ReaderKey): Promise<Uint8Array> {
  const key =
    reader.kind === 'umbral' ? reencryptedFor(delivery, reader.key) : await wrappedFor(delivery, reader.jwk);
  if (key.length !== DATA_KEY) {
    throw new Malformed('data key', `${DATA_KEY} bytes`);
  }
  return key;
}

async function wrappedFor({ wrappedKey }: Delivery, reader: PrivateJwk): Promise<Uint8Array> {
  if (wrappedKey === undefined) {
    throw new NotOurs('re-encrypted for a key of another kind');
  }
  if (readerOf(wrappedKey) !== (await thumbprint(reader))) {
    throw new NotOurs('wrapped for another key');
  }
  return unwrapWith(reader, wrappedKey);
}

function reencryptedFor(delivery: Delivery, reader: SecretKey): Uint8Array {
  if (delivery.wrappedKey !== undefined || !delivery.capsule || !delivery.encryptedKey) {
    throw new NotOurs('wrapped for a key of another kind');
  }
  if (delivery.receivingKey.toLowerCase() !== reader.publicKey.toHex()) {
    throw new NotOurs('re-encrypted for another key');
  }
  const sealed = concatBytes(fromBase64(delivery.capsule), fromBase64(delivery.encryptedKey));
  const { capsule } = splitSealedKey(sealed);
  const owner = PublicKey.fromHex(delivery.delegatingKey);
  const verifying = PublicKey.fromHex(delivery.verifyingKey);
  const cfrags = (delivery.cfrags ?? []).map((text) => CapsuleFragment.fromBytes(fromBase64(text)));
  for (const cfrag of cfrags) {
    cfrag.verify(capsule, verifying, owner, reader.publicKey);
  }
  return openSharedKey(reader, owner, sealed, cfrags);
}

async function opened(
  ciphertext: ReadableStream<Uint8Array>,
  delivery: Delivery,
  dataKey: Uint8Array,
  onProgress: (share: number) => void,
): Promise<{ parts: Bytes[]; hash: string }> {
  const stream = ciphertext.pipeThrough(
    opening(dataKey, fromBase64(delivery.associatedData), delivery.segmentSize),
  );
  const digest = sha256.create();
  const parts: Bytes[] = [];
  const reader = stream.getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    length += value.length;
    if (length > delivery.size) {
      await reader.cancel();
      throw new Malformed('content', 'is longer than announced');
    }
    digest.update(value);
    parts.push(own(value));
    onProgress(delivery.size === 0 ? 1 : length / delivery.size);
  }
  return { parts, hash: bytesToHex(digest.digest()) };
}

const KNOWN = /^(image\/(png|jpeg|gif|webp)|text\/plain|application\/(pdf|dicom|zip|json|xml))$/;

/** What a sender calls a content decides nothing but its name: whatever a browser might run is just bytes. */
export function safeType(contentType: string): string {
  const bare = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return KNOWN.test(bare) ? bare : 'application/octet-stream';
}

const ENDINGS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'text/plain': 'txt',
  'application/pdf': 'pdf',
  'application/dicom': 'dcm',
  'application/zip': 'zip',
  'application/json': 'json',
  'application/xml': 'xml',
};

/** A file's name is made here, of nothing that a sender chose. */
export function fileName(id: string, contentType: string): string {
  return `document-${id.replace(/[^0-9a-zA-Z-]/g, '').slice(0, 36)}.${ENDINGS[contentType] ?? 'bin'}`;
}
