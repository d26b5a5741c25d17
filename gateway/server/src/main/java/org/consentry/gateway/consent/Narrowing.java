package org.consentry.gateway.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * What the patient leaves of a request. Whatever it says, nothing that was not asked for is opened.
 *
 * @param types the kinds that stay; all that were asked for when empty
 * @param end an earlier end
 * @param withheld what stays closed within them
 * @param source only what this organization contributed
 * @param from only what is of this day or later
 * @param to only what is of this day or earlier
 * @param actors of those for whom it was asked, those for whom it is granted; all when empty
 */
public record Narrowing(
        Set<String> types,
        Optional<Instant> end,
        Withheld withheld,
        Optional<OrganizationId> source,
        Optional<LocalDate> from,
        Optional<LocalDate> to,
        Set<String> actors) {
    private static final int MOST = 50;

    public Narrowing {
        types = Set.copyOf(types);
        actors = Set.copyOf(actors);
    }

    /**
     * What stays closed: each by itself.
     *
     * @param labels codes of {@code meta.security}
     */
    public record Withheld(Set<String> labels, Set<Coded> categories, Set<Coded> codes) {
        private static final Comparator<Coded> BY_TEXT = Comparator.comparing(Coded::text);

        /** Nothing beyond what the request leaves closed. */
        public static final Withheld NOTHING = new Withheld(Set.of(), Set.of(), Set.of());

        public Withheld {
            labels = Set.copyOf(labels);
            categories = Set.copyOf(categories);
            codes = Set.copyOf(codes);
            if (labels.size() + categories.size() + codes.size() > MOST) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, "withhold", "at most " + MOST);
            }
        }

        private List<Slice> slices() {
            List<Slice> slices = new ArrayList<>();
            new TreeSet<>(labels).forEach(label -> slices.add(ProvisionReader.labelled(label)));
            categories.stream().sorted(BY_TEXT).forEach(category -> slices.add(coded(Set.of(category), Set.of())));
            codes.stream().sorted(BY_TEXT).forEach(code -> slices.add(coded(Set.of(), Set.of(code))));
            return slices;
        }

        private static Slice coded(Set<Coded> categories, Set<Coded> codes) {
            return new Slice(
                    Set.of(),
                    categories,
                    codes,
                    Set.of(),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** The request less what the patient does not leave of it. @throws Problem UNPROCESSABLE for more than was asked */
    ConsentForm of(ConsentForm asked) {
        Instant narrowed = end.orElse(asked.end());
        if (narrowed.isAfter(asked.end())) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "end", "not later than what was asked for");
        }
        Set<String> kept = actors.isEmpty() ? asked.actors() : actors;
        if (!asked.actors().containsAll(kept)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "actor", "only those for whom it was asked");
        }
        List<Slice> closed = new ArrayList<>(asked.except());
        closed.addAll(withheld.slices());
        return new ConsentForm(
                slice(asked.permitted()), closed, asked.purposes(), asked.actions(), kept, asked.start(), narrowed);
    }

    private Slice slice(Slice permitted) {
        Set<String> kinds = types.isEmpty() ? permitted.types() : types;
        if (!permitted.types().containsAll(kinds)) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, "class", "keep at least one and only kinds that were asked for");
        }
        if (source.isPresent() && permitted.source().isPresent() && !source.equals(permitted.source())) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "source", "the one that was asked for");
        }
        Optional<LocalDate> first = days(permitted, true);
        Optional<LocalDate> last = days(permitted, false);
        if (first.isPresent() && last.isPresent() && last.get().isBefore(first.get())) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "to", "not before the first day");
        }
        return new Slice(
                kinds,
                permitted.categories(),
                permitted.codes(),
                permitted.labels(),
                permitted.instances(),
                permitted.source().or(() -> source),
                first,
                last);
    }

    /** The narrower of two days; one outside of what was asked for is a mistake, not an agreement. */
    private Optional<LocalDate> days(Slice permitted, boolean first) {
        Optional<LocalDate> chosen = first ? from : to;
        Optional<LocalDate> limit = first ? permitted.from() : permitted.to();
        boolean wider = chosen.isPresent()
                && limit.isPresent()
                && (first ? chosen.get().isBefore(limit.get()) : chosen.get().isAfter(limit.get()));
        if (wider) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, first ? "from" : "to", "within the days that were asked for");
        }
        return chosen.or(() -> limit);
    }
}
