import { concatBytes } from '@noble/curves/utils.js';
import { type Bytes, own, utf8 } from '../keys/bytes.ts';
import { Capsule, type CapsuleFragment, decryptOriginal, decryptReencrypted } from '../umbral/index.ts';
import type { PublicKey, SecretKey } from '../umbral/keys.ts';
import { Malformed } from '../umbral/malformed.ts';

/*
 * Opening attachments in the browser: Tink's AES256-GCM-HKDF streaming AEAD with WebCrypto.
 *
 *   header    40 ‖ salt 32 ‖ nonce prefix 7
 *   segments  of segmentSize bytes, the first shorter by the header, each ending in a 16-byte tag
 *   key       HKDF-SHA256(data key, salt, info = associated data)
 *   nonce     prefix ‖ counter, 4 bytes ‖ 1 for the last segment, 0 for the others
 *
 * A segment is given out only after its tag was checked, and which segment is the last is part of
 * its nonce: a ciphertext that was changed, reordered or cut gives an error before its first wrong
 * byte, and a cut one never looks complete. Memory holds two segments, whatever the size.
 */

const HEADER = 40;
const SALT = 32;
const PREFIX = 7;
const TAG = 16;
export const DATA_KEY_LENGTH = 32;
export const STANDARD_SEGMENT = 64 * 1024;
const SMALLEST_SEGMENT = HEADER + TAG + 1;
const LARGEST_SEGMENT = 1024 * 1024;
const SEALED_KEY_LENGTH = Capsule.LENGTH + 24 + DATA_KEY_LENGTH + TAG;

/** What a ciphertext is bound to: it opens as this attachment, version and bundle, and as no other. */
export interface EnvelopeContext {
  attachmentId: string;
  version: string;
  /** SHA-256 of the bundle, 32 bytes. */
  bundleHash: Uint8Array;
}

/** "consentry-attachment-v1", then each part after its length as four bytes, big-endian. */
export function associatedData({ attachmentId, version, bundleHash }: EnvelopeContext): Bytes {
  if (bundleHash.length !== 32) {
    throw new Malformed('bundle hash', '32 bytes');
  }
  const part = (bytes: Uint8Array) => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return concatBytes(length, bytes);
  };
  return own(
    concatBytes(
      utf8('consentry-attachment-v1'),
      part(utf8(attachmentId)),
      part(utf8(version)),
      part(bundleHash),
    ),
  );
}

/** A data key sealed by Umbral: the capsule, then the sealed key. */
export function splitSealedKey(bytes: Uint8Array) {
  if (bytes.length !== SEALED_KEY_LENGTH) {
    throw new Malformed('sealed key', `${SEALED_KEY_LENGTH} bytes`);
  }
  return {
    capsule: Capsule.fromBytes(bytes.slice(0, Capsule.LENGTH)),
    ciphertext: bytes.slice(Capsule.LENGTH),
  };
}

export function openOwnKey(owner: SecretKey, sealedKey: Uint8Array): Uint8Array {
  return decryptOriginal(owner, splitSealedKey(sealedKey));
}

export function openSharedKey(
  reader: SecretKey,
  owner: PublicKey,
  sealedKey: Uint8Array,
  cfrags: CapsuleFragment[],
): Uint8Array {
  return decryptReencrypted(reader, owner, splitSealedKey(sealedKey), cfrags);
}

/** Ciphertext in, plaintext out. The stream errors with Malformed instead of giving a doubtful byte. */
export function opening(
  dataKey: Uint8Array,
  context: Uint8Array,
  segmentSize = STANDARD_SEGMENT,
): TransformStream<Uint8Array, Uint8Array> {
  if (dataKey.length !== DATA_KEY_LENGTH) {
    throw new Malformed('data key', `${DATA_KEY_LENGTH} bytes`);
  }
  if (!Number.isInteger(segmentSize) || segmentSize < SMALLEST_SEGMENT || segmentSize > LARGEST_SEGMENT) {
    throw new Malformed('segment size', `from ${SMALLEST_SEGMENT} to ${LARGEST_SEGMENT} bytes`);
  }
  const opener = new Opener(own(dataKey), own(context), segmentSize);
  return new TransformStream({
    transform: (chunk, out) => opener.take(chunk, (bytes) => out.enqueue(bytes)),
    flush: (out) => opener.end((bytes) => out.enqueue(bytes)),
  });
}

class Opener {
  private waiting: Uint8Array[] = [];
  private length = 0;
  private counter = 0;
  private key?: CryptoKey;
  private prefix = new Uint8Array();

  constructor(
    private readonly dataKey: Bytes,
    private readonly context: Bytes,
    private readonly segmentSize: number,
  ) {}

  async take(chunk: Uint8Array, give: (bytes: Uint8Array) => void): Promise<void> {
    this.waiting.push(chunk);
    this.length += chunk.length;
    if (!this.key && this.length >= HEADER) {
      await this.readHeader();
    }
    // Only a segment with something behind it is known not to be the last.
    while (this.key && this.length > this.nextSegment()) {
      give(await this.open(this.remove(this.nextSegment()), false));
    }
  }

  async end(give: (bytes: Uint8Array) => void): Promise<void> {
    if (!this.key || this.length < TAG) {
      throw new Malformed('ciphertext', 'ends too early');
    }
    give(await this.open(this.remove(this.length), true));
  }

  private nextSegment(): number {
    return this.counter === 0 ? this.segmentSize - HEADER : this.segmentSize;
  }

  private async readHeader(): Promise<void> {
    const header = this.remove(HEADER);
    if (header[0] !== HEADER) {
      throw new Malformed('ciphertext', 'has no header');
    }
    const salt = header.slice(1, 1 + SALT);
    this.prefix = header.slice(1 + SALT, 1 + SALT + PREFIX);
    const material = await crypto.subtle.importKey('raw', this.dataKey, 'HKDF', false, ['deriveKey']);
    this.dataKey.fill(0);
    this.key = await crypto.subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt, info: this.context },
      material,
      { name: 'AES-GCM', length: 256 },
      false,
      ['decrypt'],
    );
  }

  private async open(segment: Bytes, last: boolean): Promise<Uint8Array> {
    if (this.counter > 0xffffffff) {
      throw new Malformed('ciphertext', 'has too many segments');
    }
    const iv = new Uint8Array(12);
    iv.set(this.prefix);
    new DataView(iv.buffer).setUint32(PREFIX, this.counter);
    iv[11] = last ? 1 : 0;
    this.counter += 1;
    try {
      return new Uint8Array(
        await crypto.subtle.decrypt({ name: 'AES-GCM', iv, tagLength: 128 }, this.key as CryptoKey, segment),
      );
    } catch {
      throw new Malformed('ciphertext', 'was changed, cut, or is for another key');
    }
  }

  private remove(wanted: number): Bytes {
    const taken = new Uint8Array(wanted);
    let filled = 0;
    while (filled < wanted) {
      const first = this.waiting[0] as Uint8Array;
      const part = first.subarray(0, wanted - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === first.length) {
        this.waiting.shift();
      } else {
        this.waiting[0] = first.subarray(part.length);
      }
    }
    this.length -= wanted;
    return taken;
  }
}
