package org.consentry.gateway.web.fhir;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
    private static final int EVERYTHING_COUNT = 500;
    private static final int AT_PAGE = 1000;
    private static final Set<String> SUMMARIES = Set.of("true", "false", "text", "data");
    private static final Set<String> OF_HISTORY =
            Set.of("_count", "_since", "_at", "_sort", "_type", "_page", "_summary", "_elements", "_format", "_pretty");
    private static final Set<String> OF_EVERYTHING =
            Set.of("start", "end", "_since", "_type", "_count", "_page", "_format", "_pretty");

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
        if (!request.parameter("_sort").orElse("-_lastUpdated").equals("-_lastUpdated")) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_sort", "a history is sorted by -_lastUpdated");
        }
        ReadIntent intent = new ReadIntent(
                Kind.HISTORY, type, id, type.filter(t -> t.equals("Patient")).flatMap(t -> id));
        Visibility visibility = gate.visibility(request.caller(), intent);
        if (request.parameter("_at").isPresent()) {
            return at(request, intent, visibility);
        }
        Optional<String> after = request.parameter("_page")
                .map(token -> tokens.open(request.caller(), token, "history").get(1));
        Searches.Page page = searches.history(
                new Searches.History(type, types(request), id, instant(request, "_since"), count(request, 50), after),
                visibility);
        log.read(request.caller(), intent, page.matches(), visibility);
        if (page.matches().isEmpty()
                && page.total().orElse(0) == 0
                && id.isPresent()
                && after.isEmpty()
                && request.parameter("_since").isEmpty()) {
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

    private void versions(FhirRequest request, BundleWriter bundle, List<StoredVersion> versions) {
        Optional<String> summary = summary(request);
        List<String> elements = elements(request);
        for (StoredVersion version : versions) {
            boolean deleted = version.change() == Change.DELETED;
            bundle.version(version, deleted ? version.json() : subsetting.of(version, summary, elements));
        }
    }

    /** What is not understood might have narrowed the answer. */
    private static void onlyKnown(FhirRequest request, Set<String> known) {
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

    /** Patient/$everything. @see <a href="https://hl7.org/fhir/R4/patient-operation-everything.html">everything</a> */
    FhirAnswer everything(FhirRequest request, String patientId) {
        onlyKnown(request, OF_EVERYTHING);
        ReadIntent intent =
                new ReadIntent(Kind.EVERYTHING, Optional.of("Patient"), Optional.of(patientId), Optional.of(patientId));
        Visibility visibility = gate.visibility(request.caller(), intent);
        Optional<String> after = request.parameter("_page")
                .map(token -> tokens.open(request.caller(), token, "everything").get(1));
        Set<String> types = types(request);
        int count = count(request, EVERYTHING_COUNT);
        Searches.Page page = searches.everything(
                new Searches.Everything(
                        patientId,
                        day(request, "start"),
                        day(request, "end"),
                        instant(request, "_since"),
                        types,
                        count,
                        after),
                visibility);
        log.read(request.caller(), intent, page.matches(), visibility);
        String place = base + "/Patient/" + patientId + "/$everything";
        BundleWriter bundle = new BundleWriter(base, "searchset", page.total());
        bundle.link("self", place + (request.query().isEmpty() ? "" : "?" + request.query()));
        page.next()
                .ifPresent(position -> bundle.link(
                        "next",
                        place + "?" + kept(request) + "_page="
                                + tokens.seal(request.caller(), List.of("everything", position))));
        page.matches().forEach(v -> bundle.match(v, v.json(), "match"));
        return FhirAnswer.json(200, bundle.bytes());
    }

    private static Set<String> types(FhirRequest request) {
        return request.parameters().getOrDefault("_type", List.of()).stream()
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
    private static String kept(FhirRequest request) {
        return List.of(request.query().split("&", -1)).stream()
                .filter(part -> !part.isEmpty() && !part.startsWith("_page="))
                .map(part -> part + "&")
                .collect(Collectors.joining());
    }

    static int count(FhirRequest request, int otherwise) {
        String text = request.parameter("_count").orElse(Integer.toString(otherwise));
        if (!text.matches("\\d{1,9}")) {
            throw Problem.at(ProblemKind.MALFORMED, "_count", "a number that is not negative");
        }
        return Integer.parseInt(text);
    }

    private static Optional<LocalDate> day(FhirRequest request, String name) {
        return request.parameter(name).map(text -> {
            // A year or a month is all its days: the range ends with its last.
            Moment moment = Moment.parse(name, text);
            Instant day = name.equals("end") ? moment.end().minusMillis(1) : moment.start();
            return day.atOffset(ZoneOffset.UTC).toLocalDate();
        });
    }

    private static Optional<Instant> instant(FhirRequest request, String name) {
        return request.parameter(name).map(text -> Moment.parse(name, text).start());
    }
}
