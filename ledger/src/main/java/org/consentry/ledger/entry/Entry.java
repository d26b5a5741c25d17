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
 * An entry in bytes, versions 1 and 2; all numbers big-endian:
 *
 *   version    1   2 if an author's signature follows, otherwise 1
 *   kind       1   EntryKind.code
 *   flags      1   bit 0: subject follows; bit 1: signer follows; the others are 0
 *   time       8   milliseconds since 1970
 *   commit    32   SHA-256(salt ‖ SHA-256(raw) ‖ SHA-256(canonical))
 *   subject   32   keyed pseudonym, if flagged
 *   key id  1 + n  length and visible ASCII, if a signer is flagged
 *   signature 32   SHA-256 of the signature, if a signer is flagged
 *   author: key id and signature as before, in version 2
 *
 * One value has one encoding and nothing may follow it, so the leaf hash is the name of the entry: the same digest is
 * the same event, and is logged once. There is room to 1 KiB for later versions, which start with another first byte.
 */
/**
 * One line of the ledger. At most 397 bytes in version 2 and 1 KiB in any; holds no personal data.
 *
 * @param time when it happened, to the millisecond
 * @param commit what it commits to; see {@link Commitment#commit()}
 * @param subject whom it is about, if about someone
 * @param signer who signed the content for the log, if signed
 * @param author who handed the content in, if that one signed it too
 */
public record Entry(
        EntryKind kind,
        Instant time,
        Hash commit,
        Optional<Pseudonym> subject,
        Optional<Signer> signer,
        Optional<Signer> author) {
    /** Most bytes an entry of any version may have. */
    public static final int LARGEST = 1024;

    private static final byte PLAIN = 1;
    private static final byte WITH_AUTHOR = 2;
    private static final int FIXED = 3 + Long.BYTES + Hash.LENGTH;
    private static final int HAS_SUBJECT = 1;
    private static final int HAS_SIGNER = 2;

    public Entry {
        time = time.truncatedTo(ChronoUnit.MILLIS);
        if (time.isBefore(Instant.EPOCH)) {
            throw new Malformed("entry time", "1970 or later");
        }
    }

    /** An entry whose content its author did not sign. */
    public Entry(EntryKind kind, Instant time, Hash commit, Optional<Pseudonym> subject, Optional<Signer> signer) {
        this(kind, time, commit, subject, signer, Optional.empty());
    }

    /**
     * Reads an entry.
     *
     * @throws Malformed unless the bytes are exactly one entry of a known version and kind
     */
    public static Entry parse(byte[] bytes) {
        if (bytes.length > LARGEST || bytes.length == 0 || bytes[0] < PLAIN || bytes[0] > WITH_AUTHOR) {
            throw new Malformed("entry", "at most " + LARGEST + " bytes of version 1 or 2");
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            EntryKind kind = EntryKind.ofCode(in.get()).orElseThrow(() -> new Malformed("entry kind", "a known code"));
            Entry entry = parseFields(kind, in, bytes[0] == WITH_AUTHOR);
            if (in.hasRemaining()) {
                throw new Malformed("entry", "followed by nothing");
            }
            return entry;
        } catch (BufferUnderflowException cutOff) {
            throw new Malformed("entry", "complete");
        }
    }

    private static Entry parseFields(EntryKind kind, ByteBuffer in, boolean authored) {
        int flags = in.get();
        if ((flags & ~(HAS_SUBJECT | HAS_SIGNER)) != 0) {
            throw new Malformed("entry flags", "known");
        }
        Instant time = Instant.ofEpochMilli(in.getLong());
        Hash commit = hash(in);
        Optional<Pseudonym> subject =
                (flags & HAS_SUBJECT) == 0 ? Optional.empty() : Optional.of(new Pseudonym(hash(in)));
        Optional<Signer> signer = (flags & HAS_SIGNER) == 0 ? Optional.empty() : Optional.of(signer(in));
        return new Entry(kind, time, commit, subject, signer, authored ? Optional.of(signer(in)) : Optional.empty());
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
        int length = FIXED + (subject.isPresent() ? Hash.LENGTH : 0) + length(signer) + length(author);
        ByteBuffer out = ByteBuffer.allocate(length);
        int flags = (subject.isPresent() ? HAS_SUBJECT : 0) | (signer.isPresent() ? HAS_SIGNER : 0);
        out.put(author.isPresent() ? WITH_AUTHOR : PLAIN)
                .put((byte) kind.code())
                .put((byte) flags);
        out.putLong(time.toEpochMilli()).put(commit.bytes());
        subject.ifPresent(about -> out.put(about.mac().bytes()));
        signer.ifPresent(by -> put(by, out));
        author.ifPresent(by -> put(by, out));
        return out.array();
    }

    private static int length(Optional<Signer> signer) {
        return signer.map(by -> 1 + by.keyId().length() + Hash.LENGTH).orElse(0);
    }

    private static void put(Signer by, ByteBuffer out) {
        out.put((byte) by.keyId().length())
                .put(by.keyId().getBytes(StandardCharsets.US_ASCII))
                .put(by.signature().bytes());
    }

    /** The leaf hash of {@link #bytes()}: the entry's name in the log, and what proofs start from. */
    public Hash digest() {
        return Hash.leaf(bytes());
    }
}
