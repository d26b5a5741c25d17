package org.consentry.ledger.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.file.Disk;

/**
 * Accepted entries that have no index yet, in a file: uint16 length, CRC-32, the entry, one after the other.
 *
 * <p>A power cut while appending leaves a part at the end. Nobody was told that it is safe, so opening cuts it off; a part
 * anywhere else cannot be.
 */
record Journal(Path file, Disk disk) {
    private static final int HEAD = Short.BYTES + Integer.BYTES;

    /** Reads what is whole and makes sure the file ends there. */
    List<Entry> open() throws IOException {
        if (!Files.exists(file)) {
            disk.replace(file, new byte[0]);
            return List.of();
        }
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Entry> entries = new ArrayList<>();
        int whole = 0;
        while (in.remaining() > HEAD) {
            byte[] entry = new byte[in.getShort() & 0xFFFF];
            int crc = in.getInt();
            if (entry.length > in.remaining()) {
                break;
            }
            in.get(entry);
            if (crc(entry) != crc) {
                break;
            }
            entries.add(Entry.parse(entry));
            whole = in.position();
        }
        if (whole < bytes.length) {
            rewrite(entries);
        }
        return entries;
    }

    /** Adds entries; they are safe when this returns. */
    void append(Collection<Entry> entries) throws IOException {
        disk.append(file, encode(entries));
    }

    /** Keeps only these. */
    void rewrite(Collection<Entry> entries) throws IOException {
        disk.replace(file, encode(entries));
    }

    private static byte[] encode(Collection<Entry> entries) {
        List<byte[]> encoded = entries.stream().map(Entry::bytes).toList();
        ByteBuffer out = ByteBuffer.allocate(
                encoded.stream().mapToInt(entry -> HEAD + entry.length).sum());
        for (byte[] entry : encoded) {
            out.putShort((short) entry.length).putInt(crc(entry)).put(entry);
        }
        return out.array();
    }

    private static int crc(byte[] entry) {
        CRC32 crc = new CRC32();
        crc.update(entry);
        return (int) crc.getValue();
    }
}
