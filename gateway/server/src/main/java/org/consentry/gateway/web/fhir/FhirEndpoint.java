package org.consentry.gateway.web.fhir;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.admission.Admission;
import org.consentry.gateway.patch.Patch;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.consentry.gateway.web.fhir.Negotiation.Format;
import org.consentry.gateway.web.guard.BodyGuard;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpRequestHandler;

/*
 * The FHIR edge. JSON goes through it as bytes: stored versions are spliced into answers and never become objects.
 * HAPI is asked only where bytes do not do: XML, _summary and _elements.
 *
 * HAPI's RestfulServer was considered for this place. It parses and encodes every resource (about 73 microseconds
 * each), which by itself would cap a search at a few hundred pages a second, and its object model would be asked for
 * types this store never needs to understand.
 */
final class FhirEndpoint implements HttpRequestHandler {
    private static final String PREFIX = "/fhir";

    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    /** The attribute of a request that holds the form of its search. */
    private static final String FORM = FhirEndpoint.class.getName() + ".form";

    /** Bytes of a search that comes as a form. */
    private static final int MOST_FORM = 1_000_000;

    private final Router router;
    private final Negotiation negotiation;
    private final BodyGuard guard;
    private final Admission admission;
    private final Optional<BinaryWrites> binaries;

    FhirEndpoint(
            Router router,
            Negotiation negotiation,
            BodyGuard guard,
            Admission admission,
            Optional<BinaryWrites> binaries) {
        this.router = router;
        this.negotiation = negotiation;
        this.guard = guard;
        this.admission = admission;
        this.binaries = binaries;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Format format = Format.JSON;
        FhirAnswer answer;
        try {
            format = format(request);
            FhirAnswer found = answer(request);
            if (request.getAttribute(FORM) != null) {
                format = format(request);
            }
            answer = encoded(found, format, pretty(request));
        } catch (RuntimeException | StackOverflowError e) {
            answer = encoded(failed(Failures.problem(e), request), format, false);
        }
        send(request, response, answer);
    }

    private Format format(HttpServletRequest request) {
        Optional<String> accept =
                Optional.ofNullable(request.getHeader("Accept")).filter(text -> !text.isBlank());
        Optional<String> named = parameter(request, "_format").filter(text -> !text.isBlank());
        return router.answersOtherwise(request.getRequestURI(), accept.orElse("") + " " + named.orElse(""))
                ? Format.JSON
                : Negotiation.answer(named, accept.or(() -> sent(request)));
    }

    /** Who says nothing about the answer gets it in the format of the question. */
    private static Optional<String> sent(HttpServletRequest request) {
        return Optional.ofNullable(request.getContentType())
                .filter(type -> Negotiation.known(type).isPresent())
                .map(Negotiation::media);
    }

    private static boolean pretty(HttpServletRequest request) {
        return parameter(request, "_pretty").map(Boolean::parseBoolean).orElse(false);
    }

    /** A parameter that is needed before the rest is understood: of the query, or of the form that a search came as. */
    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return parameter(request.getQueryString(), name)
                .or(() -> request.getAttribute(FORM) instanceof String form ? parameter(form, name) : Optional.empty());
    }

    private static Optional<String> parameter(@Nullable String query, String name) {
        if (query == null || !query.contains(name + "=")) {
            return Optional.empty();
        }
        for (String part : query.split("&", -1)) {
            if (part.startsWith(name + "=")) {
                return Optional.of(FhirRequest.segments(
                                part.substring(name.length() + 1).replace("/", "%2F")))
                        .map(values -> values.isEmpty() ? "" : values.getFirst());
            }
        }
        return Optional.empty();
    }

    private FhirAnswer failed(Problem problem, HttpServletRequest request) {
        FhirAnswer answer = failed(problem);
        if (problem.kind() == ProblemKind.METHOD_NOT_ALLOWED) {
            Set<String> allowed = router.allowed(FhirRequest.segments(below(request.getRequestURI())));
            answer.headers().put("Allow", Allowed.header(allowed, request.getMethod()));
        }
        return answer;
    }

    /** The headers can be added to. */
    static FhirAnswer failed(Problem problem) {
        Map<String, String> headers = new HashMap<>();
        switch (problem.kind()) {
            case BUSY, TOO_MANY -> headers.put("Retry-After", "2");
            case UNKNOWN_CALLER -> headers.put("WWW-Authenticate", "Bearer realm=\"consentry\"");
            default -> {
                // Their status says it all.
            }
        }
        return new FhirAnswer(problem.kind().status(), headers, new FhirAnswer.Body.Json(OutcomeJson.of(problem)));
    }

    private FhirAnswer answer(HttpServletRequest request) throws IOException {
        List<String> path = FhirRequest.segments(below(request.getRequestURI()));
        String method = request.getMethod().toUpperCase(Locale.ROOT);
        boolean reading = method.equals("GET") || method.equals("HEAD");
        if (Router.isAboutTheServer(method, path)) {
            // What the server can do is told to everybody.
            return router.metadata(
                    reading ? "GET" : method, parameter(request, "mode").orElse(""));
        }
        Map<String, String> headers = headers(request);
        FhirRequest known = new FhirRequest(
                Callers.of(request),
                reading ? "GET" : method,
                path,
                Optional.ofNullable(request.getQueryString()).orElse(""),
                headers,
                new byte[0]);
        return reading ? router.route(known) : write(known, request);
    }

    private FhirAnswer write(FhirRequest request, HttpServletRequest http) throws IOException {
        if (binaries.isPresent() && BinaryWrites.isContent(request)) {
            return binaries.get().write(request, http);
        }
        try (Admission.Admitted admitted = admission.open()) {
            byte[] body = guard.read(http, admitted);
            if (binaries.isPresent() && BinaryWrites.isContent(request, body)) {
                return binaries.get().write(request, body);
            }
            admitted.work(body.length);
            if (isSearch(request)) {
                http.setAttribute(FORM, new String(body, StandardCharsets.UTF_8));
            }
            return router.route(body.length == 0 ? request : withBody(request, checked(request, body)));
        }
    }

    private static String below(String uri) {
        return uri.startsWith(PREFIX) ? uri.substring(PREFIX.length()) : uri;
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            // Several lines of one header are one list (RFC 9110 section 5.3).
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", Collections.list(request.getHeaders(name))));
        }
        return headers;
    }

    private static FhirRequest withBody(FhirRequest request, byte[] body) {
        return new FhirRequest(
                request.caller(), request.method(), request.path(), request.query(), request.headers(), body);
    }

    private static boolean isSearch(FhirRequest request) {
        return request.method().equals("POST")
                && !request.path().isEmpty()
                && request.path().getLast().equals("_search");
    }

    private byte[] checked(FhirRequest request, byte[] body) {
        String type = Negotiation.media(request.header("content-type").orElse(""));
        if (isSearch(request)) {
            if (!type.equals("application/x-www-form-urlencoded")) {
                throw Problem.at(ProblemKind.WRONG_MEDIA_TYPE, "Content-Type", "application/x-www-form-urlencoded");
            }
            if (body.length > MOST_FORM) {
                throw Problem.at(ProblemKind.TOO_LARGE, "_search", "at most " + MOST_FORM + " bytes");
            }
            return body;
        }
        if (request.method().equals("PATCH") && type.equals(Patch.JSON_PATCH)) {
            guard.jsonArray(body);
            return body;
        }
        if (request.method().equals("PATCH") && type.equals(Patch.XML_PATCH)) {
            guard.xml(body);
            return body;
        }
        Optional<Format> format = Negotiation.known(type);
        if (format.isEmpty()
                || !Negotiation.isReadable(request.header("content-type").orElse(""))) {
            throw Problem.at(
                    ProblemKind.WRONG_MEDIA_TYPE,
                    "Content-Type",
                    Negotiation.FHIR_JSON + " or " + Negotiation.FHIR_XML
                            + (request.method().equals("PATCH")
                                    ? " or " + Patch.JSON_PATCH + " or " + Patch.XML_PATCH
                                    : ""));
        }
        if (format.get() == Format.JSON) {
            guard.json(body);
            return body;
        }
        guard.xmlResource(body);
        return negotiation.toJson(body);
    }

    /** The answer with its JSON, if it has any, in the format that is asked for. */
    private FhirAnswer encoded(FhirAnswer answer, Format format, boolean pretty) {
        if (!(answer.body() instanceof FhirAnswer.Body.Json json)) {
            return answer;
        }
        byte[] bytes =
                switch (format) {
                    case XML -> negotiation.toXml(json.bytes(), pretty);
                    case JSON -> pretty ? Indented.of(json.bytes()) : json.bytes();
                };
        String type = (format == Format.XML ? Negotiation.FHIR_XML : Negotiation.FHIR_JSON) + ";charset=UTF-8";
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put("Content-Length", Integer.toString(bytes.length));
        return new FhirAnswer(answer.status(), headers, new FhirAnswer.Body.Streamed(type, out -> out.write(bytes)));
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, FhirAnswer answer)
            throws IOException {
        response.setStatus(answer.status());
        response.setHeader("Cache-Control", "no-store");
        // What a client calls its request, so that it finds the answer to it (R4's http page, custom headers).
        Optional.ofNullable(request.getHeader(REQUEST_ID))
                .filter(id -> NAME.matcher(id).matches())
                .ifPresent(id -> response.setHeader(REQUEST_ID, id));
        answer.headers().forEach((name, value) -> {
            if (!name.equals("X-Last-Updated")) {
                response.setHeader(name, value);
            }
        });
        boolean head = request.getMethod().equalsIgnoreCase("HEAD");
        switch (answer.body()) {
            case FhirAnswer.Body.None none -> response.setContentLength(0);
            case FhirAnswer.Body.Json json -> throw new IllegalStateException("JSON was encoded before");
            case FhirAnswer.Body.Streamed streamed -> {
                response.setContentType(streamed.contentType());
                if (!head) {
                    streamed.writer().write(response.getOutputStream());
                }
            }
        }
    }
}
