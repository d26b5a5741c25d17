package org.consentry.gateway.export.extract;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Work with files where nothing may be thrown that is checked. */
interface Unchecked {
    void work() throws IOException;

    /** Does it. @throws UncheckedIOException for an IOException */
    static void run(Unchecked work) {
        try {
            work.work();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
