package org.consentry.gateway.record.index;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.record.definition.Definitions;
import tools.jackson.databind.JsonNode;

/**
 * The one date that says to which time of a patient's life a resource belongs, for consents that open a period. Where
 * several could, the clinical moment wins over the moment of recording.
 */
public final class ClinicalDates {
    /** The day of a resource that should have a date and has none: no period holds it. */
    public static final int UNKNOWN = Integer.MIN_VALUE;

    private static final long DAY_MS = 86_400_000L;
    private static final int DAY_LENGTH = 10;

    /** Types that describe a person or a standing arrangement, not an event. */
    private static final Set<String> TIMELESS =
            Set.of("Patient", "RelatedPerson", "Person", "Coverage", "Device", "BodyStructure", "Account", "Binary");

    private static final List<String> FIELDS = List.of(
            "effectiveDateTime",
            "effectiveInstant",
            "performedDateTime",
            "onsetDateTime",
            "occurrenceDateTime",
            "collectedDateTime",
            "servicedDate",
            "statusDate",
            "started",
            "start",
            "whenHandedOver",
            "whenPrepared",
            "startDate",
            "authoredOn",
            "recordedDate",
            "date",
            "authored",
            "created",
            "createdDateTime",
            "dateTime",
            "dateAsserted",
            "sent",
            "issued",
            "recorded",
            "dateWritten",
            "detectedDateTime",
            "identifiedDateTime");

    private static final List<String> PERIODS = List.of(
            "effectivePeriod",
            "performedPeriod",
            "onsetPeriod",
            "occurrencePeriod",
            "period",
            "servicedPeriod",
            "billablePeriod",
            "createdPeriod");

    /** Types whose date stands deeper. */
    private static final Map<String, String> NESTED = Map.of("Specimen", "collection");

    private ClinicalDates() {}

    /** Days since 1970; empty for types without dates. */
    public static Optional<Integer> day(String type, JsonNode resource) {
        if (TIMELESS.contains(type) || Definitions.r4().isDirectory(type)) {
            return Optional.empty();
        }
        JsonNode place = NESTED.containsKey(type) ? resource.path(NESTED.get(type)) : resource;
        for (String field : PERIODS) {
            Optional<Integer> day = day(place.path(field).path("start"));
            if (day.isPresent()) {
                return day;
            }
        }
        for (String field : FIELDS) {
            Optional<Integer> day = day(place.path(field));
            if (day.isPresent()) {
                return day;
            }
        }
        return Optional.of(UNKNOWN);
    }

    /** The day as it is written, which is the day where it happened; of a year or a month the first. */
    private static Optional<Integer> day(JsonNode value) {
        String text = value.stringValue("");
        String written = text.length() > DAY_LENGTH ? text.substring(0, DAY_LENGTH) : text;
        return TimeRange.parse(text).flatMap(known -> TimeRange.parse(written)).map(range ->
                (int) Math.floorDiv(range.low(), DAY_MS));
    }
}
