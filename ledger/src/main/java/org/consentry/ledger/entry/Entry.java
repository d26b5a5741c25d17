package org.consentry.ledger.entry;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;

/*
 * An entry in bytes, version 1; all numbers big-endian:
 *
 *   version    1   always 1
 *   kind       1   EntryKind.code
 *   flags      1   bit 0: subject follows; bit 1: signer follows; the others are 0
 *   time       8   milliseconds since 1970
 *   commit    32   SHA-256(salt ‖ SHA-256(raw) ‖ SHA-256(canonical))
 *   subject   32   keyed pseudonym, if flagged
 *   key id  1 + n  length and visible ASCII, if a signer is flagged
 *   signature 32   SHA-256 of the signature, if a signer is flagged
 *
 * One value has one encoding and nothing may follow it, so the leaf hash is the name of the entry: the same digest is
 * the same event, and is logged once. There is room to 1 KiB for later versions, which start with another first byte.
 */
/**
 * One line of the ledger. At most 236 bytes in version 1 and 1 KiB in any; holds no personal data.
 *
 * @param time when it happened, to the millisecond
 * @param commit what it commits to; see {@link Commitment#commit()}
 * @param subject whom it is about, if about someone
 * @param signer who signed the content, if signed
 */
public record Entry(EntryKind kind, Instant time, Hash commit, Optional<Pseudonym> subject, Optional<Signer> signer) {
    /** Most bytes an entry of any version may have. */
    public static final int LARGEST = 1024;

    private static final byte VERSION = 1;
    private static final int FIXED = 3 + Long.BYTES + Hash.LENGTH;
    private static final int HAS_SUBJECT = 1;
    private static final int HAS_SIGNER = 2;

    public Entry {
        time = time.truncatedTo(ChronoUnit.MILLIS);
        if (time.isBefore(Instant.EPOCH)) {
            throw new Malformed("entry time", "1970 or later");
        }
    }

    /**
     * Reads an entry.
     *
     * @throws Malformed unless the bytes are exactly one entry of a known version and kind
     */
    public static Entry parse(byte[] bytes) {
        if (bytes.length > LARGEST || bytes.length == 0 || bytes[0] != VERSION) {
            throw new Malformed("entry", "at most " + LARGEST + " bytes of version " + VERSION);
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            EntryKind kind = EntryKind.ofCode(in.get()).orElseThrow(() -> new Malformed("entry kind", "a known code"));
            Entry entry = parseFields(kind, in);
            if (in.hasRemaining()) {
                throw new Malformed("entry", "followed by nothing");
            }
            return entry;
        } catch (BufferUnderflowException cutOff) {
            throw new Malformed("entry", "complete");
        }
    }

    private static Entry parseFields(EntryKind kind, ByteBuffer in) {
        int flags = in.get();
        if ((flags & ~(HAS_SUBJECT | HAS_SIGNER)) != 0) {
            throw new Malformed("entry flags", "known");
        }
        Instant time = Instant.ofEpochMilli(in.getLong());
        Hash commit = hash(in);
        Optional<Pseudonym> subject =
                (flags & HAS_SUBJECT) == 0 ? Optional.empty() : Optional.of(new Pseudonym(hash(in)));
        Optional<Signer> signer = (flags & HAS_SIGNER) == 0 ? Optional.empty() : Optional.of(signer(in));
        return new Entry(kind, time, commit, subject, signer);
    }

    private static Signer signer(ByteBuffer in) {
        byte[] keyId = new byte[in.get() & 0xFF];
        in.get(keyId);
        // Not ASCII: every byte must survive to be judged, and Signer refuses what is not visible ASCII.
        return new Signer(new String(keyId, StandardCharsets.ISO_8859_1), hash(in));
    }

    private static Hash hash(ByteBuffer in) {
        byte[] bytes = new byte[Hash.LENGTH];
        in.get(bytes);
        return Hash.of(bytes);
    }

    /** The bytes that are logged. */
    public byte[] bytes() {
        byte[] keyId =
                signer.map(by -> by.keyId().getBytes(StandardCharsets.US_ASCII)).orElse(new byte[0]);
        int length = FIXED
                + (subject.isPresent() ? Hash.LENGTH : 0)
                + (signer.isPresent() ? 1 + keyId.length + Hash.LENGTH : 0);
        ByteBuffer out = ByteBuffer.allocate(length);
        int flags = (subject.isPresent() ? HAS_SUBJECT : 0) | (signer.isPresent() ? HAS_SIGNER : 0);
        out.put(VERSION).put((byte) kind.code()).put((byte) flags);
        out.putLong(time.toEpochMilli()).put(commit.bytes());
        subject.ifPresent(about -> out.put(about.mac().bytes()));
        signer.ifPresent(
                by -> out.put((byte) keyId.length).put(keyId).put(by.signature().bytes()));
        return out.array();
    }

    /** The leaf hash of {@link #bytes()}: the entry's name in the log, and what proofs start from. */
    public Hash digest() {
        return Hash.leaf(bytes());
    }
}
