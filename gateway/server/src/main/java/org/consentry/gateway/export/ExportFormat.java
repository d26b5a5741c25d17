package org.consentry.gateway.export;

import java.util.Locale;
import java.util.Optional;

/** What files are written as. */
public enum ExportFormat {
    NDJSON("application/fhir+ndjson"),
    PARQUET("application/vnd.apache.parquet"),
    CSV("text/csv"),
    JSON("application/json");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** What a file's name ends with, without the dot. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format of a media type or a short name; a plus sign may have been lost on the way. */
    public static Optional<ExportFormat> named(String text) {
        return switch (text.replace(' ', '+')) {
            case "application/fhir+ndjson", "application/ndjson", "application/x-ndjson", "ndjson" ->
                Optional.of(NDJSON);
            case "application/vnd.apache.parquet", "parquet" -> Optional.of(PARQUET);
            case "text/csv", "csv" -> Optional.of(CSV);
            case "application/json", "json" -> Optional.of(JSON);
            default -> Optional.empty();
        };
    }
}
