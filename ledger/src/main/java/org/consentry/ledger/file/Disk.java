package org.consentry.ledger.file;

import java.io.IOException;
import java.nio.file.Path;

/** The only ways in which this module writes files that must survive. Tests put a disk that crashes in its place. */
public interface Disk {
    /** Replaces a file whole: a power cut leaves the old content or the new. MUST be durable when it returns. */
    void replace(Path file, byte[] content) throws IOException;

    /** Adds to the end of a file. MUST be durable when it returns; a power cut may leave a part. */
    void append(Path file, byte[] content) throws IOException;

    /** The disk there is. */
    static Disk real() {
        return new Disk() {
            @Override
            public void replace(Path file, byte[] content) throws IOException {
                DurableFiles.replace(file, content);
            }

            @Override
            public void append(Path file, byte[] content) throws IOException {
                DurableFiles.append(file, content);
            }
        };
    }
}
