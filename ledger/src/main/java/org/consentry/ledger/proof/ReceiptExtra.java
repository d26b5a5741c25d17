package org.consentry.ledger.proof;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;

/**
 * What this log puts into a receipt's extra line, so that the receipt alone suffices: the entry, and for those who may
 * know the content, what its commitment opens to.
 *
 * <p>Bytes: version 1, uint16 length, the entry, then nothing or the 96 bytes of the commitment. Nothing here is
 * authenticated by itself; the entry is by its inclusion, the commitment by the entry.
 */
public record ReceiptExtra(Entry entry, Optional<Commitment> commitment) {
    private static final byte VERSION = 1;
    private static final int HEAD = 3;

    public ReceiptExtra {
        if (commitment.isPresent() && !commitment.get().commit().equals(entry.commit())) {
            throw new Malformed("receipt extra", "a commitment of its entry");
        }
    }

    /**
     * Reads the extra data of a receipt of this log.
     *
     * @throws Malformed if it is something else, or its commitment is not its entry's
     */
    public static ReceiptExtra parse(byte[] extra) {
        if (extra.length < HEAD || extra[0] != VERSION) {
            throw new Malformed("receipt extra", "of version " + VERSION);
        }
        int end = HEAD + (ByteBuffer.wrap(extra).getShort(1) & 0xFFFF);
        if (end > extra.length) {
            throw new Malformed("receipt extra", "complete");
        }
        Entry entry = Entry.parse(Arrays.copyOfRange(extra, HEAD, end));
        return new ReceiptExtra(
                entry,
                end == extra.length
                        ? Optional.empty()
                        : Optional.of(Commitment.parse(Arrays.copyOfRange(extra, end, extra.length))));
    }

    /** The bytes for the extra line. */
    public byte[] bytes() {
        byte[] entryBytes = entry.bytes();
        byte[] opened = commitment.map(Commitment::bytes).orElse(new byte[0]);
        return ByteBuffer.allocate(HEAD + entryBytes.length + opened.length)
                .put(VERSION)
                .putShort((short) entryBytes.length)
                .put(entryBytes)
                .put(opened)
                .array();
    }
}
