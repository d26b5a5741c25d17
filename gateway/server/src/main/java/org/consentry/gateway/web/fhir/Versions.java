package org.consentry.gateway.web.fhir;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
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
