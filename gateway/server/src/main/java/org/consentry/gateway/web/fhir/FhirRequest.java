package org.consentry.gateway.web.fhir;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * One request, from HTTP or from an entry of a batch.
 *
 * @param method GET also for HEAD
 * @param path segments below the FHIR base
 * @param query as it came, percent-encoded
 * @param headers by lower-case name
 * @param body guarded, and JSON where it was FHIR
 */
record FhirRequest(
        Caller caller, String method, List<String> path, String query, Map<String, String> headers, byte[] body) {

    /** Splits a path below the base; empty segments are left out. */
    static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .map(FhirRequest::decode)
                .toList();
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The URL is not percent-encoded as it should be");
        }
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Decoded parameters in order. */
    Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                parameters
                        .computeIfAbsent(decodeForm(name), n -> new ArrayList<>())
                        .add(decodeForm(value));
            }
        }
        return parameters;
    }

    static String decodeForm(String text) {
        return decode(text.replace("+", "%20"));
    }

    Optional<String> parameter(String name) {
        return parameters().getOrDefault(name, List.of()).stream().findFirst();
    }

    /** What {@code Prefer} asks for by this key, such as {@code return}. */
    Optional<String> preference(String key) {
        return header("prefer").stream()
                .flatMap(header -> Arrays.stream(header.split("[;,]", -1)))
                .map(String::strip)
                .filter(part -> part.startsWith(key + "="))
                .map(part -> part.substring(key.length() + 1).replace("\"", ""))
                .findFirst();
    }

    /** The same with the parameters that the body brings, as the query would: Parameters of simple values. */
    FhirRequest withParametersOfBody() {
        if (body.length == 0) {
            return this;
        }
        StringBuilder more = new StringBuilder(query);
        Parameters.read(body).pairs().forEach(pair -> more.append(more.isEmpty() ? "" : "&")
                .append(encoded(pair.getKey()))
                .append('=')
                .append(encoded(pair.getValue())));
        return new FhirRequest(caller, method, path, more.toString(), headers, new byte[0]);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    boolean lenient() {
        return preference("handling").map(h -> h.equals("lenient")).orElse(false);
    }
}
