package org.consentry.gateway.web.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;

/** ETags and dates of versions. */
final class Versions {
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,9})\"");

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
                .flatMap(Versions::date)
                .map(since -> !version.updated().truncatedTo(ChronoUnit.SECONDS).isAfter(since))
                .orElse(false);
    }

    /** A date that cannot be read is no condition (RFC 9110 section 13.1.3). */
    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Reads {@code If-Match}. */
    static OptionalLong ifMatch(FhirRequest request) {
        String text = request.header("if-match").orElse("");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher matcher = ETAG.matcher(text.strip());
        if (!matcher.matches()) {
            throw Problem.at(ProblemKind.MALFORMED, "If-Match", "one ETag such as W/\"3\"");
        }
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
}
