package org.consentry.ledger.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.consentry.ledger.file.Disk;

/** A disk whose machine loses power at one write, and does nothing any more after it. */
final class CrashingDisk implements Disk {
    /** Where in that write. */
    enum When {
        BEFORE,
        /** A part of an append is there; a replacement has no middle. */
        WITHIN,
        /** It is there but nobody is told. */
        AFTER
    }

    private final When when;
    private int left;

    CrashingDisk(int write, When when) {
        this.left = write;
        this.when = when;
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        boolean crash = isCrash();
        if (!crash || when == When.AFTER) {
            Disk.real().replace(file, content);
        }
        if (crash) {
            throw new IOException("power cut");
        }
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        boolean crash = isCrash();
        if (!crash || when == When.AFTER) {
            Disk.real().append(file, content);
        } else if (when == When.WITHIN) {
            Disk.real().append(file, Arrays.copyOf(content, content.length / 2));
        }
        if (crash) {
            throw new IOException("power cut");
        }
    }

    private boolean isCrash() throws IOException {
        if (left < 0) {
            throw new IOException("no power");
        }
        return left-- == 0;
    }
}
