package org.consentry.gateway.record;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.identity.OrganizationId;

/**
 * Turns what a caller may see into the predicate that every statement for that caller carries, on every resource it
 * touches: those it returns, those it counts, and those it only asks about in a chain.
 */
final class VisiblePredicate {
    /** Types about the exchange itself. A window that names no types does not open them, except to the patient. */
    private static final Set<String> GOVERNANCE =
            Set.of("Consent", "AuditEvent", "Task", "Subscription", "Contract", "Communication");

    private final Visibility visibility;
    private final Map<String, Long> keys;

    private VisiblePredicate(Visibility visibility, Map<String, Long> keys) {
        this.visibility = visibility;
        this.keys = keys;
    }

    /** Looks up the shard keys of the windows' patients. */
    static VisiblePredicate of(Visibility visibility, Subjects subjects) {
        return switch (visibility) {
            case Visibility.Everything everything -> new VisiblePredicate(visibility, Map.of());
            case Visibility.Limited limited ->
                new VisiblePredicate(
                        visibility,
                        subjects.keysOf(limited.windows().stream()
                                .map(Window::patientId)
                                .distinct()
                                .toList()));
        };
    }

    /** Whether the caller's view is all there is. */
    boolean isEverything() {
        return visibility instanceof Visibility.Everything;
    }

    /** A condition on the row with this alias, whose type is known or not. */
    Sql on(String alias, Optional<String> type) {
        return switch (visibility) {
            case Visibility.Everything everything -> new Sql().add("TRUE");
            case Visibility.Limited limited -> limited(alias, type, limited);
        };
    }

    private Sql limited(String alias, Optional<String> type, Visibility.Limited limited) {
        if (type.isPresent() && !limited.types().isEmpty() && !limited.types().contains(type.get())) {
            return new Sql().add("FALSE");
        }
        if (type.isPresent() && Definitions.r4().isDirectory(type.get())) {
            return new Sql().add("TRUE");
        }
        List<Sql> openings = new ArrayList<>();
        if (type.isEmpty()) {
            openings.add(directory(alias));
        }
        limited.own().map(own -> own(alias, own)).ifPresent(openings::add);
        grouped(limited.windows()).forEach((terms, subjects) -> window(alias, type, terms, subjects)
                .ifPresent(openings::add));
        Sql sql = anyOf(openings);
        if (type.isEmpty() && !limited.types().isEmpty()) {
            return new Sql()
                    .add(alias + ".type = ANY(?) AND ", Sql.ints(numbers(limited.types())))
                    .add(sql);
        }
        return sql;
    }

    private static Sql anyOf(List<Sql> openings) {
        Sql sql = new Sql().add("(");
        for (int i = 0; i < openings.size(); i++) {
            sql.add(i == 0 ? "" : " OR ").add(openings.get(i));
        }
        return sql.add(openings.isEmpty() ? "FALSE)" : ")");
    }

    private static Sql directory(String alias) {
        Definitions definitions = Definitions.r4();
        return new Sql()
                .add(
                        "(" + alias + ".subject = 0 AND " + alias + ".type = ANY(?))",
                        Sql.ints(numbers(definitions.types().stream()
                                .filter(definitions::isDirectory)
                                .toList())));
    }

    private static Sql own(String alias, OrganizationId own) {
        return new Sql().add(alias + ".source = ?", own.value());
    }

    /** Windows with the same terms become one condition over many patients. */
    private record Terms(
            Set<String> types,
            Optional<OrganizationId> source,
            Optional<LocalDate> from,
            Optional<LocalDate> to,
            Set<String> withheld,
            boolean self) {}

    private Map<Terms, List<Long>> grouped(List<Window> windows) {
        Map<Terms, List<Long>> groups = new LinkedHashMap<>();
        for (Window window : windows) {
            Long key = keys.get(window.patientId());
            if (key != null) {
                Terms terms = new Terms(
                        window.types(),
                        window.source(),
                        window.from(),
                        window.to(),
                        window.withheldLabels(),
                        window.basis().equals("self"));
                groups.computeIfAbsent(terms, t -> new ArrayList<>()).add(key);
            }
        }
        return groups;
    }

    private Optional<Sql> window(String alias, Optional<String> type, Terms terms, List<Long> subjects) {
        boolean wide = terms.types().isEmpty();
        if (type.isPresent()
                && (wide
                        ? !terms.self() && isGovernance(type.get())
                        : !terms.types().contains(type.get()))) {
            return Optional.empty();
        }
        Sql sql = subjects.size() == 1
                ? new Sql().add("(" + alias + ".subject = ?", subjects.getFirst())
                : new Sql().add("(" + alias + ".subject = ANY(?)", Sql.longs(subjects));
        if (type.isEmpty() && !wide) {
            sql.add(" AND " + alias + ".type = ANY(?)", Sql.ints(numbers(terms.types())));
        } else if (type.isEmpty() && !terms.self()) {
            sql.add(" AND NOT " + alias + ".type = ANY(?)", Sql.ints(numbers(GOVERNANCE)));
        }
        terms.source().ifPresent(source -> sql.add(" AND " + alias + ".source = ?", source.value()));
        terms.from().ifPresent(from -> period(sql, alias, " >= ?", from));
        terms.to().ifPresent(to -> period(sql, alias, " <= ?", to));
        if (!terms.withheld().isEmpty()) {
            sql.add(" AND NOT COALESCE(" + alias + ".labels && ?, FALSE)", Sql.strings(terms.withheld()));
        }
        return Optional.of(sql.add(")"));
    }

    /** A row without a clinical date passes only where its type has none. */
    private static void period(Sql sql, String alias, String comparison, LocalDate day) {
        sql.add(
                " AND (" + alias + ".day IS NULL OR (" + alias + ".day <> " + ClinicalDates.UNKNOWN + " AND " + alias
                        + ".day" + comparison + "))",
                Math.toIntExact(day.toEpochDay()));
    }

    private static boolean isGovernance(String type) {
        return GOVERNANCE.contains(type);
    }

    private static List<Integer> numbers(Collection<String> types) {
        return types.stream()
                .filter(Definitions.r4()::isType)
                .map(Definitions.r4()::number)
                .sorted()
                .toList();
    }
}
