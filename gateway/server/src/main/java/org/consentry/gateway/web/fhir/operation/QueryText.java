package org.consentry.gateway.web.fhir.operation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Values as they stand in a query string: what FHIR gives a meaning is escaped, and all of it percent-encoded. */
final class QueryText {
    private QueryText() {}

    static String of(String value) {
        return encoded(value.replaceAll("[\\\\,|$]", "\\\\$0"));
    }

    /** A value that may hold separators. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
