package org.consentry.gateway.export;

import java.util.List;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.DropReport;

/** What was taken out of the store, without the persons, and found clean. */
record Extract(List<LocalFile> files, DropReport drops, Anonymity.Report anonymity) {
    Extract {
        files = List.copyOf(files);
    }

    /** Identifiers stand in the output. The message names places, never content. */
    static final class Leaking extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Leaking(String first) {
            super(first);
        }
    }
}
