package org.consentry.gateway.web.fhir;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request that goes to both edges alike.
 *
 * @param name says what is special about it; the table of known differences matches on it
 * @param body empty for none
 */
record EdgeRequest(String name, String method, String path, Map<String, String> headers, String body) {
    static final String JSON = "application/fhir+json";

    static EdgeRequest get(String name, String path, String... headers) {
        return of(name, "GET", path, "", headers);
    }

    static EdgeRequest of(String name, String method, String path, String body, String... headers) {
        Map<String, String> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i + 1 < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        if (!body.isEmpty()) {
            map.putIfAbsent("Content-Type", JSON);
        }
        return new EdgeRequest(name, method, path, map, body.replace('\'', '"'));
    }

    /** As many as there are combinations of the given headers and parameters. */
    List<EdgeRequest> times(List<String> accepts, List<String> parameters) {
        List<EdgeRequest> all = new ArrayList<>();
        for (String accept : accepts) {
            for (String parameter : parameters) {
                Map<String, String> more = new java.util.LinkedHashMap<>(headers);
                if (!accept.isEmpty()) {
                    more.put("Accept", accept);
                }
                String join = path.contains("?") ? "&" : "?";
                all.add(new EdgeRequest(
                        name
                                + (accept.isEmpty() ? "" : " Accept:" + accept)
                                + (parameter.isEmpty() ? "" : " " + parameter),
                        method,
                        parameter.isEmpty() ? path : path + join + parameter,
                        more,
                        body));
            }
        }
        return all;
    }

    HttpRequest to(URI base) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        request.header("X-Test-Caller", "hospital-a");
        headers.forEach(request::setHeader);
        return request.method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
