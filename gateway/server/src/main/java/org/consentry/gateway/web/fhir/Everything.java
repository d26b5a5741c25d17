package org.consentry.gateway.web.fhir;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.ReadIntent.Kind;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.DisclosureLog;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;

/**
 * {@code Patient/[id]/$everything}, and {@code Patient/$everything} of all patients whom the caller sees, one after the
 * other. It follows the order of {@link Reads}.
 *
 * @see <a href="https://hl7.org/fhir/R4/patient-operation-everything.html">patient-operation-everything.html</a>
 */
final class Everything {
    private static final int COUNT = 500;

    /** Patients whose records are looked into for one page of all, however little of them is asked for. */
    private static final int MOST_PATIENTS = 100;

    private static final int AT_ONCE = 20;

    private static final Set<String> KNOWN =
            Set.of("start", "end", "_since", "_type", "_count", "_page", "_format", "_pretty");

    private final AccessGate gate;
    private final DisclosureLog log;
    private final Searches searches;
    private final PageTokens tokens;
    private final String base;

    Everything(AccessGate gate, DisclosureLog log, Searches searches, PageTokens tokens, String base) {
        this.gate = gate;
        this.log = log;
        this.searches = searches;
        this.tokens = tokens;
        this.base = base;
    }

    FhirAnswer ofOne(FhirRequest request, String patientId) {
        Reads.onlyKnown(request, KNOWN);
        ReadIntent intent =
                new ReadIntent(Kind.EVERYTHING, Optional.of("Patient"), Optional.of(patientId), Optional.of(patientId));
        Visibility visibility = gate.visibility(request.caller(), intent);
        Optional<String> after = request.parameter("_page")
                .map(token -> tokens.open(request.caller(), token, "everything").get(1));
        Searches.Page page =
                searches.everything(asked(request, patientId, Reads.count(request, COUNT), after), visibility);
        log.read(request.caller(), intent, page.matches(), visibility);
        return answer(
                request,
                base + "/Patient/" + patientId + "/$everything",
                page.matches(),
                page.total(),
                page.next().map(position -> List.of("everything", position)));
    }

    private static Searches.Everything asked(FhirRequest request, String patientId, int count, Optional<String> after) {
        return new Searches.Everything(
                patientId,
                day(request, "start"),
                day(request, "end"),
                Reads.instant(request, "_since"),
                Reads.types(request),
                count,
                after);
    }

    private static Optional<LocalDate> day(FhirRequest request, String name) {
        return Reads.asked(request, name).map(text -> {
            // A year or a month is all its days: the range ends with its last.
            Moment moment = Moment.parse(name, text);
            Instant day = name.equals("end") ? moment.end().minusMillis(1) : moment.start();
            return day.atOffset(ZoneOffset.UTC).toLocalDate();
        });
    }

    FhirAnswer ofAll(FhirRequest request) {
        Reads.onlyKnown(request, KNOWN);
        ReadIntent intent = new ReadIntent(Kind.EVERYTHING, Optional.of("Patient"), Optional.empty(), Optional.empty());
        Visibility visibility = gate.visibility(request.caller(), intent);
        Place place = request.parameter("_page")
                .map(token -> Place.of(tokens.open(request.caller(), token, "everyone")))
                .orElse(Place.FIRST);
        All all = new All(request, visibility, Math.max(1, Reads.count(request, COUNT)));
        Optional<Place> next = all.from(place);
        List<StoredVersion> shown = List.copyOf(all.shown.values());
        log.read(request.caller(), intent, shown, visibility);
        return answer(
                request,
                base + "/Patient/$everything",
                shown,
                place.equals(Place.FIRST) && next.isEmpty() ? OptionalLong.of(shown.size()) : OptionalLong.empty(),
                next.map(Place::sealed));
    }

    /**
     * Where a page of all begins.
     *
     * @param before the position in the list of patients before the one whose record is next; empty for the first
     * @param within the position in that record; empty for its beginning
     */
    private record Place(String before, String within) {
        static final Place FIRST = new Place("", "");

        static Place of(List<String> sealed) {
            return new Place(sealed.get(1), sealed.get(2));
        }

        List<String> sealed() {
            return List.of("everyone", before, within);
        }
    }

    /** One page of all, while it is filled. What several patients share is in it once. */
    private final class All {
        final Map<ResourceId, StoredVersion> shown = new LinkedHashMap<>();
        private final FhirRequest request;
        private final Visibility visibility;
        private final int count;

        All(FhirRequest request, Visibility visibility, int count) {
            this.request = request;
            this.visibility = visibility;
            this.count = count;
        }

        /** Fills the page, and tells where the next begins. */
        Optional<Place> from(Place place) {
            String before = place.before();
            String within = place.within();
            for (int seen = 0; seen < MOST_PATIENTS; seen += AT_ONCE) {
                Searches.Page patients = patients(before, AT_ONCE);
                for (int i = 0; i < patients.matches().size(); i++) {
                    if (shown.size() >= count) {
                        return Optional.of(new Place(position(before, i), ""));
                    }
                    Optional<String> rest =
                            record(patients.matches().get(i).id().id(), within);
                    if (rest.isPresent()) {
                        return Optional.of(new Place(position(before, i), rest.get()));
                    }
                    within = "";
                }
                if (patients.next().isEmpty()) {
                    return Optional.empty();
                }
                before = patients.next().get();
            }
            return Optional.of(new Place(before, ""));
        }

        private Optional<String> record(String patientId, String within) {
            Searches.Page page =
                    searches.everything(asked(request, patientId, count - shown.size(), nonEmpty(within)), visibility);
            page.matches().forEach(version -> shown.putIfAbsent(version.id(), version));
            return page.next();
        }

        /** Behind so many patients. */
        private String position(String before, int patients) {
            return patients == 0 ? before : patients(before, patients).next().orElse(before);
        }

        private Searches.Page patients(String before, int most) {
            return searches.search(
                    new Searches.Search(Optional.of("Patient"), "_count=" + most, false, nonEmpty(before)), visibility);
        }

        private static Optional<String> nonEmpty(String text) {
            return Optional.of(text).filter(it -> !it.isEmpty());
        }
    }

    private FhirAnswer answer(
            FhirRequest request,
            String place,
            List<StoredVersion> shown,
            OptionalLong total,
            Optional<List<String>> next) {
        BundleWriter bundle = new BundleWriter(base, "searchset", total);
        bundle.link("self", place + (request.query().isEmpty() ? "" : "?" + request.query()));
        next.ifPresent(parts -> bundle.link(
                "next", place + "?" + Reads.kept(request) + "_page=" + tokens.seal(request.caller(), parts)));
        shown.forEach(version -> bundle.match(version, version.json(), "match"));
        return FhirAnswer.json(200, bundle.bytes());
    }
}
