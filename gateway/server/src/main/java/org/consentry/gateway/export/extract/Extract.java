package org.consentry.gateway.export.extract;

import java.util.List;
import java.util.Set;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.DropReport;

/**
 * What was taken out of the store, without the persons, and found clean.
 *
 * @param consenting logical ids of the patients whose yes it rests on; empty where it rests on nobody's
 */
public record Extract(List<LocalFile> files, DropReport drops, Anonymity.Report anonymity, Set<String> consenting) {
    public Extract {
        files = List.copyOf(files);
        consenting = Set.copyOf(consenting);
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
