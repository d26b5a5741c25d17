package org.consentry.gateway.web.fhir;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;

/**
 * One invocation as the edge understood it.
 *
 * @param method GET (also for HEAD), POST, PUT, PATCH or DELETE
 * @param type the resource type of the path, when there is one
 * @param id the logical id of the path, when there is one
 * @param parameters decoded query and form parameters, in order
 * @param headers by lower-case name
 * @param contentType media type of the body without parameters, lower case; empty without a body
 * @param body the raw body, guarded for size and shape; converted to JSON when it came as FHIR XML
 * @param query as it came, percent-encoded
 * @param fhirBase such as {@code https://gateway.example/fhir}, without a slash at the end
 */
public record FhirCall(
        Caller caller,
        String method,
        Optional<String> type,
        Optional<String> id,
        Map<String, List<String>> parameters,
        Map<String, String> headers,
        String contentType,
        byte[] body,
        String query,
        String fhirBase) {

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** A request header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
