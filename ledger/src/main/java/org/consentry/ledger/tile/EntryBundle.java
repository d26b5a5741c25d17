package org.consentry.ledger.tile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consentry.ledger.Malformed;

/** Entries as they are served: each a big-endian uint16 length and that many bytes. */
public final class EntryBundle {
    private static final int LARGEST = 0xFFFF;

    private EntryBundle() {}

    /**
     * Writes 1 to 256 entries.
     *
     * @throws Malformed if there are none or too many, or one is longer than 65,535 bytes
     */
    public static byte[] encode(List<byte[]> entries) {
        if (entries.isEmpty() || entries.size() > LogPath.FULL) {
            throw new Malformed("entry bundle", "1 to " + LogPath.FULL + " entries");
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > LARGEST) {
                throw new Malformed("entry", "at most " + LARGEST + " bytes");
            }
            bundle.write(entry.length >>> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }

    /**
     * Reads a bundle.
     *
     * @param width entries it must hold
     * @throws Malformed if it holds fewer or more, or ends inside one
     */
    public static List<byte[]> decode(byte[] bundle, int width) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bundle.length) {
            if (entries.size() == width || bundle.length - at < 2) {
                throw new Malformed("entry bundle", "exactly " + width + " entries");
            }
            int length = (bundle[at] & 0xFF) << 8 | (bundle[at + 1] & 0xFF);
            at += 2;
            if (bundle.length - at < length) {
                throw new Malformed("entry bundle", "not cut off");
            }
            entries.add(Arrays.copyOfRange(bundle, at, at + length));
            at += length;
        }
        if (entries.size() != width) {
            throw new Malformed("entry bundle", "exactly " + width + " entries");
        }
        return entries;
    }
}
