package org.consentry.gateway.web.fhir;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Entry;
import org.consentry.gateway.record.Submissions.Outcome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Batches and transactions. A batch is as many requests as it has entries, each authorized and answered by itself; a
 * transaction is one submission, and its reads come after.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#transaction">http.html#transaction</a>
 */
final class Batches {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Reads one value of a document and leaves the rest where it is. */
    private static final ObjectReader PARTS = JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Bytes of an answer beyond which no more is read for it. */
    private static final int MOST_ANSWERED = 64 * 1024 * 1024;

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final AccessGate gate;
    private final Submissions submissions;
    private final Changes changes;
    private final RecordSettings settings;
    private final String base;

    Batches(AccessGate gate, Submissions submissions, Changes changes, RecordSettings settings, String base) {
        this.gate = gate;
        this.submissions = submissions;
        this.changes = changes;
        this.settings = settings;
        this.base = base;
    }

    FhirAnswer run(FhirRequest request, Function<FhirRequest, FhirAnswer> router) {
        JsonNode bundle = parse(request.body(), true);
        Outline.check(bundle);
        if (bundle.path("entry").size() > settings.mostEntries()) {
            throw Problem.at(ProblemKind.TOO_LARGE, "Bundle.entry", "at most " + settings.mostEntries() + " entries");
        }
        return switch (bundle.path("type").stringValue("")) {
            case "transaction" -> transaction(request, bundle, router);
            case "batch" -> batch(request, parse(request.body(), false), router);
            default -> throw Problem.at(ProblemKind.MALFORMED, "Bundle.type", "batch or transaction");
        };
    }

    private static JsonNode parse(byte[] body, boolean outline) {
        try {
            JsonNode bundle = outline ? Outline.of(PARTS, body) : JSON.readTree(body);
            if (bundle.path("resourceType").stringValue("").equals("Bundle")) {
                return bundle;
            }
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON");
        }
        throw Problem.at(
                ProblemKind.MALFORMED, "resourceType", "a Bundle is posted here; other types have their own URL");
    }

    private FhirAnswer batch(FhirRequest request, JsonNode bundle, Function<FhirRequest, FhirAnswer> router) {
        if (bundle.has("signature")) {
            throw Problem.at(
                    ProblemKind.NOT_SUPPORTED,
                    "Bundle.signature",
                    "a batch is as many submissions as it has entries; a transaction can be signed");
        }
        BundleWriter response = new BundleWriter(base, "batch-response", OptionalLong.empty());
        for (JsonNode entry : bundle.path("entry")) {
            write(response, answer(request, entry, router, response.size()), true);
        }
        return FhirAnswer.json(200, response.bytes());
    }

    private FhirAnswer transaction(FhirRequest request, JsonNode bundle, Function<FhirRequest, FhirAnswer> router) {
        refuseRouted(bundle);
        Submissions.Submitted submitted = submissions.submit(
                request.body(),
                Authors.of(request.caller()),
                Authors.matching(request.caller()),
                intents -> gate.authorize(request.caller(), intents));
        Map<Integer, Entry> changed = new HashMap<>();
        submitted.entries().forEach(entry -> changed.put(entry.index(), entry));
        String preferred = request.preference("return").orElse("minimal");
        BundleWriter response = new BundleWriter(base, "transaction-response", OptionalLong.empty());
        int index = 0;
        for (JsonNode entry : bundle.path("entry")) {
            Entry change = changed.get(index++);
            if (change == null) {
                write(response, answer(request, entry, router, response.size()), true);
            } else if (preferred.equals("OperationOutcome")) {
                response.response(told(change), OutcomeJson.notes(List.of()), true);
            } else {
                boolean shown =
                        preferred.equals("representation") && Changes.isShown(request.caller(), change.version());
                write(response, told(change), shown);
            }
        }
        return new FhirAnswer(
                200, Map.of("X-Consentry-Bundle", submitted.bundleId()), new FhirAnswer.Body.Json(response.bytes()));
    }

    private void refuseRouted(JsonNode bundle) {
        for (JsonNode entry : bundle.path("entry")) {
            String url = relative(entry.path("request").path("url").stringValue(""));
            String type = url.split("[/?]", 2)[0];
            boolean reads = entry.path("request").path("method").stringValue("").equalsIgnoreCase("GET");
            if (changes.isRouted(type) && !reads) {
                throw Problem.at(
                        ProblemKind.NOT_SUPPORTED, "Bundle.entry.request", type + " is not written in a transaction");
            }
        }
    }

    private FhirAnswer told(Entry entry) {
        int status =
                switch (entry.outcome()) {
                    case CREATED -> 201;
                    case DELETED -> 204;
                    case UPDATED, MATCHED -> 200;
                    case UNCHANGED -> entry.version().json().length == 0 ? 204 : 200;
                };
        Map<String, String> headers = new LinkedHashMap<>();
        if (entry.version().version() > 0) {
            headers.putAll(Versions.headers(entry.version()));
            headers.put("Location", base + "/" + entry.version().versionedReference());
        }
        return entry.outcome() == Outcome.DELETED || entry.version().json().length == 0
                ? FhirAnswer.empty(status, headers)
                : new FhirAnswer(
                        status,
                        headers,
                        new FhirAnswer.Body.Json(entry.version().json()));
    }

    private FhirAnswer answer(
            FhirRequest request, JsonNode entry, Function<FhirRequest, FhirAnswer> router, int answered) {
        try {
            FhirRequest inner = inner(request, entry);
            if (answered > MOST_ANSWERED && asks(inner)) {
                throw Problem.of(ProblemKind.TOO_COSTLY, "The answer is large enough; ask for this by itself");
            }
            return router.apply(inner);
        } catch (RuntimeException e) {
            Problem problem = Failures.problem(e);
            return FhirAnswer.json(problem.kind().status(), OutcomeJson.of(problem));
        }
    }

    /** Reads, searches, also by POST, and operations: their answers may be large. */
    private static boolean asks(FhirRequest inner) {
        return inner.method().equals("GET")
                || inner.path().stream().anyMatch(segment -> segment.startsWith("_") || segment.startsWith("$"));
    }

    private FhirRequest inner(FhirRequest request, JsonNode entry) {
        JsonNode asked = entry.path("request");
        String method = asked.path("method").stringValue("").toUpperCase(Locale.ROOT);
        String url = asked.path("url").stringValue("");
        String relative = relative(url);
        int question = relative.indexOf('?');
        String path = question < 0 ? relative : relative.substring(0, question);
        if (relative.isEmpty() || path.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "Bundle.entry.request.url", "a URL relative to the base");
        }
        if (!METHODS.contains(method)) {
            throw Problem.at(
                    ProblemKind.MALFORMED, "Bundle.entry.request.method", "GET, HEAD, POST, PUT, PATCH or DELETE");
        }
        Map<String, String> headers = new HashMap<>();
        header(asked, "ifMatch", "if-match", headers);
        header(asked, "ifNoneMatch", "if-none-match", headers);
        header(asked, "ifNoneExist", "if-none-exist", headers);
        Optional.of(asked.path("ifModifiedSince").stringValue(""))
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> headers.put("if-modified-since", Versions.date(text)));
        request.header("prefer").ifPresent(prefer -> headers.put("prefer", prefer));
        byte[] body = entry.has("resource")
                ? entry.path("resource").toString().getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        return new FhirRequest(
                request.caller(),
                method.equals("HEAD") ? "GET" : method,
                FhirRequest.segments(path),
                question < 0 ? "" : relative.substring(question + 1),
                headers,
                body);
    }

    /** Below the base, whether its URL says so or not. */
    private String relative(String url) {
        String below = url.startsWith(base + "/") ? url.substring(base.length()) : url;
        int start = 0;
        while (start < below.length() && below.charAt(start) == '/') {
            start++;
        }
        return below.substring(start);
    }

    private static void header(JsonNode asked, String field, String header, Map<String, String> headers) {
        Optional.of(asked.path(field).stringValue(""))
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> headers.put(header, value));
    }

    private static void write(BundleWriter response, FhirAnswer answer, boolean withResource) {
        boolean failed = answer.status() >= 400;
        byte[] json = answer.body() instanceof FhirAnswer.Body.Json body ? body.bytes() : new byte[0];
        response.response(answer, withResource || failed ? json : new byte[0], failed);
    }
}
