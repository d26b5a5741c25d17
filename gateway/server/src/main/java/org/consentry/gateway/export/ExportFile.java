package org.consentry.gateway.export;

import java.util.Locale;

/**
 * One file of a finished export.
 *
 * @param name within its job, such as {@code Observation.1.ndjson}
 * @param kind where in the manifest it stands
 * @param type resource type of its lines; of a view's table, the view's name
 * @param objectKey where its bytes lie in the object store
 * @param resources resources or rows
 */
public record ExportFile(String name, Kind kind, String type, String objectKey, long resources, long bytes) {
    /** Where in the manifest a file stands. */
    public enum Kind {
        OUTPUT,
        DELETED,
        ERROR,
        /** What was left out, and how alike the exported patients are. */
        REPORT;

        /** As it is kept. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind of a code. */
        public static Kind of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }
}
