package org.consentry.mappers.fhirversion;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Versions of one resource in one Bundle: which of two is the later. */
final class History {

    private History() {}

    /** Whether a version that comes behind another is later all the same; where nothing tells, the first is the newest. */
    static boolean isLater(JsonNode version, JsonNode before) {
        OffsetDateTime one = updated(version);
        OffsetDateTime other = updated(before);
        return one != null && other != null && one.isAfter(other);
    }

    private static @Nullable OffsetDateTime updated(JsonNode resource) {
        try {
            return OffsetDateTime.parse(
                    resource.path("meta").path("lastUpdated").asString(""));
        } catch (DateTimeParseException notTold) {
            return null;
        }
    }
}
