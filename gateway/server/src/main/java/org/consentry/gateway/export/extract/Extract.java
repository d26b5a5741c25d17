package org.consentry.gateway.export.extract;

import java.util.List;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.DropReport;

/** What was taken out of the store, without the persons, and found clean. */
public record Extract(List<LocalFile> files, DropReport drops, Anonymity.Report anonymity) {
    public Extract {
        files = List.copyOf(files);
    }

    /** What is told about it beside the files, as UTF-8 JSON: counts and places, never a value. */
    public byte[] report(String policy) {
        return ExportReport.of(policy, drops, anonymity);
    }

    /** Identifiers stand in the output. The message names places, never content. */
    public static final class Leaking extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Leaking(String first) {
            super(first);
        }
    }
}
