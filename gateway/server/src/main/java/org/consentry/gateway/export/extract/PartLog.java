package org.consentry.gateway.export.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.mappers.deidentify.DropReport;

/** What is kept of a job's work while it goes on, so that whoever takes the job over need not do it again. */
public interface PartLog {
    /** For work that is done at once or not at all. */
    PartLog NONE = new PartLog() {
        @Override
        public List<Part> parts() {
            return List.of();
        }

        @Override
        public void fetch(ExportFile file, Path to) {
            throw new IllegalStateException("Nothing was kept");
        }

        @Override
        public void add(String last, String patients, DropReport drops, List<LocalFile> files) {
            // Nothing is kept.
        }

        @Override
        public void truncate(int kept) {
            // Nothing was kept.
        }
    };

    /** What earlier attempts kept, in order. */
    List<Part> parts();

    /** Brings a file of a part back. */
    void fetch(ExportFile file, Path to) throws IOException;

    /**
     * Keeps the next part. MUST NOT return before it is durable; when it throws the part is not kept.
     *
     * @param drops what was kept and dropped until its end, from the beginning of the job
     */
    void add(String last, String patients, DropReport drops, List<LocalFile> files) throws IOException;

    /** Forgets all parts but the first so many. */
    void truncate(int kept);
}
