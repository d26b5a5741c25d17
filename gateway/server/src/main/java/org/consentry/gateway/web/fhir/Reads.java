package org.consentry.gateway.web.fhir;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.ReadIntent.Kind;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.DisclosureLog;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.StoredVersion.Change;
import org.consentry.gateway.record.definition.Definitions;

/**
 * Every interaction that discloses. All follow one order: what may the caller see, what does the store show under that,
 * put it down, and only then answer. An id that is hidden and an id that is unknown take the same way to the same 404.
 */
final class Reads {
    private static final int AT_PAGE = 1000;
    private static final Set<String> SUMMARIES = Set.of("true", "false", "text", "data");
    private static final Set<String> OF_HISTORY =
            Set.of("_count", "_since", "_at", "_sort", "_type", "_page", "_summary", "_elements", "_format", "_pretty");

    private final AccessGate gate;
    private final DisclosureLog log;
    private final Records records;
    private final Searches searches;
    private final PageTokens tokens;
    private final Subsetting subsetting;
    private final String base;

    Reads(
            AccessGate gate,
            DisclosureLog log,
            Records records,
            Searches searches,
            PageTokens tokens,
            Subsetting subsetting,
            String base) {
        this.gate = gate;
        this.log = log;
        this.records = records;
        this.searches = searches;
        this.tokens = tokens;
        this.subsetting = subsetting;
        this.base = base;
    }

    /** FHIR read. @see <a href="https://hl7.org/fhir/R4/http.html#read">http.html#read</a> */
    FhirAnswer read(FhirRequest request, ResourceId id) {
        ReadIntent intent = intent(Kind.READ, id);
        return one(
                request,
                intent,
                own -> log.readOwn(request.caller(), intent, id, own),
                visibility -> records.current(id, visibility));
    }

    private static ReadIntent intent(Kind kind, ResourceId id) {
        return new ReadIntent(kind, Optional.of(id.type()), Optional.of(id.id()), patient(id));
    }

    /** FHIR vread. @see <a href="https://hl7.org/fhir/R4/http.html#vread">http.html#vread</a> */
    FhirAnswer vread(FhirRequest request, ResourceId id, String version) {
        if (!version.matches("\\d{1,9}")) {
            throw notFound();
        }
        Lookup lookup = visibility -> records.version(id, Long.parseLong(version), visibility);
        return one(request, intent(Kind.VREAD, id), own -> new Records.Told(lookup.find(own), false), lookup);
    }

    private interface Lookup {
        Optional<StoredVersion> find(Visibility visibility);
    }

    private interface OwnLookup {
        Records.Told find(Visibility own);
    }

    private FhirAnswer one(FhirRequest request, ReadIntent intent, OwnLookup ownLookup, Lookup lookup) {
        // Most reads are of what the reader contributed: they are answered without asking for grants.
        Optional<Visibility> own = gate.withoutConsent(request.caller(), intent);
        Records.Told told = own.map(ownLookup::find).orElse(new Records.Told(Optional.empty(), false));
        Optional<StoredVersion> found = told.version();
        if (!told.told()) {
            Visibility visibility = found.isPresent() ? own.orElseThrow() : gate.visibility(request.caller(), intent);
            if (found.isEmpty()) {
                found = lookup.find(visibility);
            }
            log.read(request.caller(), intent, found.stream().toList(), visibility);
        }
        StoredVersion version = found.orElseThrow(Reads::notFound);
        if (version.change() == Change.DELETED) {
            throw Problem.of(ProblemKind.GONE, "The resource was deleted");
        }
        Map<String, String> headers = Versions.headers(version);
        if (Versions.isKnown(request, version)) {
            return FhirAnswer.empty(304, headers);
        }
        byte[] json = subsetting.of(version, summary(request), elements(request));
        return new FhirAnswer(200, headers, new FhirAnswer.Body.Json(json));
    }

    private static Optional<String> summary(FhirRequest request) {
        Optional<String> summary = request.parameter("_summary").filter(s -> !s.isEmpty());
        if (summary.isPresent() && !SUMMARIES.contains(summary.get())) {
            throw Problem.at(ProblemKind.MALFORMED, "_summary", "true, false, text or data");
        }
        return summary.filter(s -> !s.equals("false"));
    }

    private static List<String> elements(FhirRequest request) {
        return request.parameter("_elements")
                .filter(e -> !e.isEmpty())
                .map(e -> List.of(e.split(",", -1)))
                .orElse(List.of());
    }

    private static Optional<String> patient(ResourceId id) {
        return id.type().equals("Patient") ? Optional.of(id.id()) : Optional.empty();
    }

    static Problem notFound() {
        return Problem.of(ProblemKind.NOT_FOUND, "There is no such resource");
    }

    /** FHIR history. @see <a href="https://hl7.org/fhir/R4/http.html#history">http.html#history</a> */
    FhirAnswer history(FhirRequest request, Optional<String> type, Optional<String> id) {
        onlyKnown(request, OF_HISTORY);
        if (!asked(request, "_sort").orElse("-_lastUpdated").equals("-_lastUpdated")) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_sort", "a history is sorted by -_lastUpdated");
        }
        ReadIntent intent = new ReadIntent(
                Kind.HISTORY, type, id, type.filter(t -> t.equals("Patient")).flatMap(t -> id));
        Visibility visibility = gate.visibility(request.caller(), intent);
        if (asked(request, "_at").isPresent()) {
            return at(request, intent, visibility);
        }
        Optional<String> after = request.parameter("_page")
                .map(token -> tokens.open(request.caller(), token, "history").get(1));
        Searches.Page page = searches.history(
                new Searches.History(
                        type, types(request), id, instant(request, "_since"), countOfHistory(request), after),
                visibility);
        log.read(request.caller(), intent, page.matches(), visibility);
        if (page.matches().isEmpty()
                && page.total().orElse(0) == 0
                && id.isPresent()
                && after.isEmpty()
                && asked(request, "_since").isEmpty()) {
            throw notFound();
        }
        String place =
                base + type.map(t -> "/" + t).orElse("") + id.map(i -> "/" + i).orElse("") + "/_history";
        BundleWriter bundle = new BundleWriter(base, "history", page.total());
        bundle.link("self", place + (request.query().isEmpty() ? "" : "?" + request.query()));
        page.next()
                .ifPresent(position -> bundle.link(
                        "next",
                        place + "?" + kept(request) + "_page="
                                + tokens.seal(request.caller(), List.of("history", position))));
        versions(request, bundle, page.matches());
        return FhirAnswer.json(200, bundle.bytes());
    }

    /** {@code _at}: the versions that were current at some moment of the given time. */
    private FhirAnswer at(FhirRequest request, ReadIntent intent, Visibility visibility) {
        CurrentAt current =
                new CurrentAt(Moment.parse("_at", request.parameter("_at").orElse("")));
        Optional<String> after = Optional.empty();
        do {
            Searches.Page page = searches.history(
                    new Searches.History(intent.type(), types(request), intent.id(), Optional.empty(), AT_PAGE, after),
                    visibility);
            current.take(page.matches());
            after = current.isDone(intent.id().isPresent()) ? Optional.empty() : page.next();
        } while (after.isPresent());
        List<StoredVersion> shown = current.shown();
        log.read(request.caller(), intent, shown, visibility);
        if (shown.isEmpty() && intent.id().isPresent()) {
            throw notFound();
        }
        BundleWriter bundle = new BundleWriter(base, "history", OptionalLong.of(shown.size()));
        bundle.link("self", base + "/" + String.join("/", request.path()) + "?" + request.query());
        versions(request, bundle, shown);
        return FhirAnswer.json(200, bundle.bytes());
    }

    private static int countOfHistory(FhirRequest request) {
        return asked(request, "_summary")
                        .filter(summary -> summary.equals("count"))
                        .isPresent()
                ? 0
                : count(request, 50);
    }

    private void versions(FhirRequest request, BundleWriter bundle, List<StoredVersion> versions) {
        if (versions.isEmpty()) {
            return;
        }
        Optional<String> summary = summary(request);
        List<String> elements = elements(request);
        for (StoredVersion version : versions) {
            boolean deleted = version.change() == Change.DELETED;
            bundle.version(version, deleted ? version.json() : subsetting.of(version, summary, elements));
        }
    }

    /** What is not understood might have narrowed the answer. */
    static void onlyKnown(FhirRequest request, Set<String> known) {
        for (String name :
                request.lenient() ? Set.<String>of() : request.parameters().keySet()) {
            if (!known.contains(name)) {
                throw Problem.at(
                        ProblemKind.NOT_SUPPORTED,
                        name.matches("[\\w\\-:.]{1,64}") ? name : "query",
                        "unknown parameter; supported are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    static Set<String> types(FhirRequest request) {
        return request.parameters().getOrDefault("_type", List.of()).stream()
                .filter(value -> !value.isEmpty())
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .peek(Reads::requireType)
                .collect(Collectors.toSet());
    }

    private static void requireType(String type) {
        if (!Definitions.r4().isType(type)) {
            throw Problem.at(ProblemKind.MALFORMED, "_type", "resource types of R4, separated by commas");
        }
    }

    /** The parameters of the first page, for the next. */
    static String kept(FhirRequest request) {
        return List.of(request.query().split("&", -1)).stream()
                .filter(part -> !part.isEmpty() && !part.startsWith("_page="))
                .map(part -> part + "&")
                .collect(Collectors.joining());
    }

    static int count(FhirRequest request, int otherwise) {
        String text = asked(request, "_count").orElse(Integer.toString(otherwise));
        if (!text.matches("\\d{1,9}")) {
            throw Problem.at(ProblemKind.MALFORMED, "_count", "a number that is not negative");
        }
        return Integer.parseInt(text);
    }

    static Optional<Instant> instant(FhirRequest request, String name) {
        return asked(request, name).map(text -> Moment.parse(name, text).start());
    }

    /** A parameter without a value asks for nothing. */
    static Optional<String> asked(FhirRequest request, String name) {
        return request.parameter(name).filter(text -> !text.isEmpty());
    }
}
