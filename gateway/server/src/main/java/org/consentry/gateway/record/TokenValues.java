package org.consentry.gateway.record;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Codes of the datatypes that token parameters read.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#token">search.html#token</a>
 */
final class TokenValues {
    /** Takes a code and its system, which may be empty. */
    interface Sink {
        void token(String code, String system);
    }

    private TokenValues() {}

    static void read(String datatype, JsonNode value, Sink sink) {
        switch (datatype) {
            case "CodeableConcept" -> {
                for (JsonNode coding : value.path("coding")) {
                    pair(coding, "code", sink);
                }
            }
            case "Coding" -> pair(value, "code", sink);
            case "Identifier" -> pair(value, "value", sink);
            case "ContactPoint" -> contact(value, sink);
            default -> {
                if (value.isValueNode()) {
                    sink.token(value.asString(), "");
                }
            }
        }
    }

    private static void pair(JsonNode value, String field, Sink sink) {
        String code = value.path(field).stringValue("");
        if (!code.isEmpty()) {
            sink.token(code, value.path("system").stringValue(""));
        }
    }

    private static void contact(JsonNode value, Sink sink) {
        String address = value.path("value").stringValue("");
        if (!address.isEmpty()) {
            boolean email = value.path("system").stringValue("").equals("email");
            sink.token(email ? address.toLowerCase(Locale.ROOT) : address, "");
        }
    }
}
