package org.consentry.gateway.web.fhir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.ReadIntent.Kind;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.DisclosureLog;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;

/**
 * Searches, page by page. The first page's URL says what is asked; every other has it sealed in a token, with the
 * positions at which the pages before it began, as far as they fit.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#search">http.html#search</a>
 */
final class SearchPages {
    /** How a compartment's URL comes in from the router. */
    private static final String COMPARTMENT = "_compartment=";

    private static final String FIRST = "";

    /** Characters of the positions in a token: a link must stay shorter than what clients and proxies take. */
    private static final int MOST_TRAIL = 1_500;

    private final AccessGate gate;
    private final DisclosureLog log;
    private final Searches searches;
    private final PageTokens tokens;
    private final Subsetting subsetting;
    private final String base;

    SearchPages(
            AccessGate gate,
            DisclosureLog log,
            Searches searches,
            PageTokens tokens,
            Subsetting subsetting,
            String base) {
        this.gate = gate;
        this.log = log;
        this.searches = searches;
        this.tokens = tokens;
        this.subsetting = subsetting;
        this.base = base;
    }

    /**
     * One page of one search.
     *
     * @param type empty for all
     * @param trail where the pages up to this one begin, the last of them this one
     */
    private record Asked(Optional<String> type, String query, boolean lenient, List<String> trail) {
        static Asked of(List<String> sealed) {
            return new Asked(
                    Optional.of(sealed.get(1)).filter(type -> !type.isEmpty()),
                    sealed.get(2),
                    sealed.get(3).equals("true"),
                    sealed.subList(4, sealed.size()));
        }

        List<String> sealed() {
            List<String> parts = new ArrayList<>(List.of("search", type.orElse(""), query, Boolean.toString(lenient)));
            parts.addAll(trail);
            return parts;
        }

        Asked at(List<String> trail) {
            return new Asked(type, query, lenient, trail);
        }

        Asked first() {
            return at(List.of(FIRST));
        }

        Asked next(String position) {
            List<String> longer = new ArrayList<>(trail);
            longer.add(position);
            while (longer.size() > 1 && longer.stream().mapToInt(String::length).sum() > MOST_TRAIL) {
                longer.removeFirst();
            }
            return at(longer);
        }

        /** Empty for the first page, and where the trail was cut. */
        Optional<Asked> previous() {
            return trail.size() < 2 ? Optional.empty() : Optional.of(at(trail.subList(0, trail.size() - 1)));
        }

        Optional<String> after() {
            return Optional.of(trail.getLast()).filter(position -> !position.equals(FIRST));
        }

        boolean isInCompartment() {
            return query.startsWith(COMPARTMENT);
        }

        private int compartmentEnd() {
            int end = query.indexOf('&');
            return end < 0 ? query.length() : end;
        }

        /** The path below the base, with a slash before it unless it is empty. */
        String path() {
            String kind = type.map(t -> "/" + t).orElse("");
            return isInCompartment()
                    ? "/" + query.substring(COMPARTMENT.length(), compartmentEnd()) + (kind.isEmpty() ? "/*" : kind)
                    : kind;
        }

        /** The query as it stood in the URL, without what was left out of it. */
        String understood(List<String> ignored) {
            String whole = isInCompartment() ? query.substring(Math.min(query.length(), compartmentEnd() + 1)) : query;
            if (ignored.isEmpty()) {
                return whole;
            }
            return Arrays.stream(whole.split("&", -1))
                    .filter(part -> !ignored.contains(FhirRequest.decodeForm(part.split("=", 2)[0])))
                    .collect(Collectors.joining("&"));
        }
    }

    /** @param query the criteria, from the URL or a form; not looked at when the URL names a page */
    FhirAnswer search(FhirRequest request, Optional<String> type, String query) {
        Optional<String> token = request.parameter("_page");
        return token.isPresent()
                ? page(request, Asked.of(tokens.open(request.caller(), token.get(), "search")), token.get())
                : page(request, new Asked(type, query, request.lenient(), List.of(FIRST)), "");
    }

    private FhirAnswer page(FhirRequest request, Asked asked, String token) {
        Optional<String> patient = asked.type().flatMap(type -> searches.patientNamed(type, asked.query()));
        ReadIntent intent = new ReadIntent(Kind.SEARCH, asked.type(), Optional.empty(), patient);
        Searches.Search search = new Searches.Search(asked.type(), asked.query(), asked.lenient(), asked.after());
        Decided decided =
                supposing(request.caller(), intent, search).orElseGet(() -> asking(request.caller(), intent, search));
        Searches.Page page = decided.page();
        List<StoredVersion> shown = new ArrayList<>(page.matches());
        shown.addAll(page.included());
        log.read(request.caller(), intent, shown, decided.visibility());
        BundleWriter bundle = new BundleWriter(base, "searchset", page.total());
        links(bundle, request, asked, token, page);
        page.matches().forEach(v -> bundle.match(v, subsetting.of(v, page.summary(), page.elements()), "match"));
        page.included().forEach(v -> bundle.match(v, subsetting.of(v, page.summary(), List.of()), "include"));
        if (!page.ignored().isEmpty()) {
            bundle.outcome(OutcomeJson.warning("Ignored: " + String.join(", ", page.ignored())));
        }
        if (page.cut()) {
            bundle.outcome(OutcomeJson.warning("Not all that a match leads to is included; search for it"));
        }
        return FhirAnswer.json(200, bundle.bytes());
    }

    /** A page, and what the caller may see, under which it was made. */
    private record Decided(Visibility visibility, Searches.Page page) {}

    /** Most searches are by a reader who searched there before: the decision is asked for within the search. */
    private Optional<Decided> supposing(Caller caller, ReadIntent intent, Searches.Search search) {
        return gate.supposed(caller, intent)
                .flatMap(supposed -> searches.search(search, supposed).map(page -> new Decided(supposed.view(), page)));
    }

    private Decided asking(Caller caller, ReadIntent intent, Searches.Search search) {
        Visibility visibility = gate.visibility(caller, intent);
        return new Decided(visibility, searches.search(search, visibility));
    }

    private void links(BundleWriter bundle, FhirRequest request, Asked asked, String token, Searches.Page page) {
        String place = base + asked.path();
        String understood = asked.understood(page.ignored());
        bundle.link(
                "self",
                token.isEmpty() ? place + (understood.isEmpty() ? "" : "?" + understood) : place + "?_page=" + token);
        if (asked.after().isPresent()) {
            bundle.link("first", link(request, place, asked.first()));
        }
        asked.previous().ifPresent(before -> bundle.link("previous", link(request, place, before)));
        page.next().ifPresent(position -> bundle.link("next", link(request, place, asked.next(position))));
    }

    private String link(FhirRequest request, String place, Asked asked) {
        return place + "?_page=" + tokens.seal(request.caller(), asked.sealed());
    }
}
