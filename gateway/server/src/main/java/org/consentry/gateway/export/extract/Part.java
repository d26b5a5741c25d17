package org.consentry.gateway.export.extract;

import java.time.Instant;
import java.util.List;
import org.consentry.gateway.export.ExportFile;
import org.consentry.mappers.deidentify.DropReport;

/**
 * A stretch of a job's work that is done and durable: the resources of some patients, one after another in the store's
 * stream.
 *
 * @param number 1 for the first
 * @param snapshot the job's transaction time, the same for all its parts
 * @param last logical id of the patient with whom it ends
 * @param patients digest of the patients whose resources are in it
 * @param drops what was kept and dropped until its end, by it and the parts before
 * @param files NDJSON, in the object store
 */
public record Part(
        int number, Instant snapshot, String last, String patients, DropReport drops, List<ExportFile> files) {
    public Part {
        files = List.copyOf(files);
    }
}
