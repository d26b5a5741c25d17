package org.consentry.gateway.web.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ExpectedVersion;
import org.consentry.gateway.record.StoredVersion;

/** ETags and dates of versions. */
final class Versions {
    private static final int MOST_TAGS = 16;

    private Versions() {}

    static String etag(StoredVersion version) {
        return "W/\"" + version.version() + "\"";
    }

    /** The headers that tell which version an answer is about. */
    static Map<String, String> headers(StoredVersion version) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", etag(version));
        headers.put(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(version.updated().atOffset(ZoneOffset.UTC)));
        headers.put("X-Last-Updated", version.updated().toString());
        return headers;
    }

    /**
     * Whether the client says that it has this version already: {@code If-None-Match}, and only without it
     * {@code If-Modified-Since} (RFC 9110 section 13.2.2).
     */
    static boolean isKnown(FhirRequest request, StoredVersion version) {
        Optional<String> tags = request.header("if-none-match");
        if (tags.isPresent()) {
            String own = "\"" + version.version() + "\"";
            return Arrays.stream(tags.get().split(",", -1))
                    .map(tag -> tag.strip().startsWith("W/") ? tag.strip().substring(2) : tag.strip())
                    .anyMatch(tag -> tag.equals("*") || tag.equals(own));
        }
        return request.header("if-modified-since")
                .flatMap(Versions::parsed)
                .map(since -> !version.updated().truncatedTo(ChronoUnit.SECONDS).isAfter(since))
                .orElse(false);
    }

    /** An instant of a Bundle's entry as a date of HTTP; what is none becomes none. */
    static String date(String instant) {
        try {
            Instant moment = OffsetDateTime.parse(instant).toInstant();
            return DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return "";
        }
    }

    /** A date that cannot be read is no condition (RFC 9110 section 13.1.3). */
    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * What {@code If-Match} expects, in the order of its ETags; one of nothing when it is absent.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110 section 13.1.1</a>
     */
    static List<OptionalLong> ifMatch(FhirRequest request) {
        String text = request.header("if-match").orElse("");
        if (text.isEmpty()) {
            return List.of(OptionalLong.empty());
        }
        List<OptionalLong> expected = Arrays.stream(text.split(",", MOST_TAGS + 1))
                .map(ExpectedVersion::ofMatch)
                .distinct()
                .toList();
        if (expected.size() > MOST_TAGS || expected.stream().anyMatch(OptionalLong::isEmpty)) {
            throw Problem.at(ProblemKind.MALFORMED, "If-Match", "* or at most " + MOST_TAGS + " ETags such as W/\"3\"");
        }
        return expected;
    }

    /** What an update expects: {@code If-Match}, or nothing at all for {@code If-None-Match: *}. */
    static List<OptionalLong> expected(FhirRequest request) {
        List<OptionalLong> match = ifMatch(request);
        String none = request.header("if-none-match").orElse("").strip();
        if (!none.isEmpty() && !none.equals("*")) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "If-None-Match", "of an update only *, which means not there");
        }
        return match.getFirst().isEmpty() && !none.isEmpty() ? List.of(OptionalLong.of(ExpectedVersion.NONE)) : match;
    }
}
