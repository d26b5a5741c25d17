package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.row.Sql;
import org.consentry.gateway.record.row.Subjects;

/**
 * Turns what a caller may see into the predicate that every statement for that caller carries, on every resource it
 * touches: those it returns, those it counts, and those it only asks about in a chain.
 */
public final class VisiblePredicate {
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
    public static VisiblePredicate of(Visibility visibility, Subjects subjects) {
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

    /** Whose own contributions the caller sees. */
    Optional<OrganizationId> own() {
        return visibility instanceof Visibility.Limited limited ? limited.own() : Optional.empty();
    }

    /** {@code subject} and {@code rid} of rows among which all visible ones of a type are; empty where those are all. */
    Optional<Sql> rows(String type) {
        if (!(visibility instanceof Visibility.Limited limited)
                || Definitions.r4().isDirectory(type)) {
            return Optional.empty();
        }
        String current = "type = " + Definitions.r4().number(type) + " AND v.change < 2";
        List<Sql> parts = new ArrayList<>();
        if (!keys.isEmpty()) {
            parts.add(new Sql()
                    .add(
                            "(SELECT v.subject, v.rid FROM resource v WHERE v.subject = ANY(?) AND v." + current
                                    + " ORDER BY v.subject, v.rid)",
                            Sql.longs(keys.values())));
        }
        // In the order of an index, which is read instead of a table in which such rows seem to be everywhere.
        limited.own()
                .ifPresent(own -> parts.add(new Sql()
                        .add(
                                "(SELECT v.subject, v.rid FROM resource v WHERE v.source = ? AND v." + current
                                        + " ORDER BY v.subject, v.rid)",
                                own.value())));
        Sql sql = new Sql();
        for (Sql part : parts) {
            sql.add(sql.isEmpty() ? "" : " UNION ALL ").add(part);
        }
        if (parts.isEmpty()) {
            sql.add("SELECT v.subject, v.rid FROM resource v WHERE FALSE");
        }
        return Optional.of(sql);
    }

    /** A condition on the row with this alias, whose type is known or not. */
    public Sql on(String alias, Optional<String> type) {
        return switch (visibility) {
            case Visibility.Everything everything -> new Sql().add("TRUE");
            case Visibility.Limited limited -> limited(alias, type, limited);
        };
    }

    private Sql limited(String alias, Optional<String> type, Visibility.Limited limited) {
        Sql open = type.isPresent() && Definitions.r4().isDirectory(type.get())
                ? new Sql().add("TRUE")
                : open(alias, type, limited);
        Optional<Sql> reach = new ReachPredicate(limited.reach()).on(alias, type);
        return reach.map(ceiling -> new Sql().add(ceiling).add(" AND ").add(open))
                .orElse(open);
    }

    private Sql open(String alias, Optional<String> type, Visibility.Limited limited) {
        List<Sql> openings = new ArrayList<>();
        if (type.isEmpty()) {
            openings.add(directory(alias));
        }
        limited.own().map(own -> own(alias, own)).ifPresent(openings::add);
        grouped(limited.windows()).forEach((terms, subjects) -> window(alias, type, terms, subjects)
                .ifPresent(openings::add));
        return anyOf(openings);
    }

    static Sql anyOf(List<Sql> openings) {
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
    private record Terms(Slice permitted, List<Slice> except, boolean self) {}

    private Map<Terms, List<Long>> grouped(List<Window> windows) {
        Map<Terms, List<Long>> groups = new LinkedHashMap<>();
        for (Window window : windows) {
            Long key = keys.get(window.patientId());
            if (key != null) {
                Terms terms = new Terms(window.permitted(), window.except(), window.isSelf());
                groups.computeIfAbsent(terms, t -> new ArrayList<>()).add(key);
            }
        }
        return groups;
    }

    private Optional<Sql> window(String alias, Optional<String> type, Terms terms, List<Long> subjects) {
        Set<String> types = terms.permitted().types();
        boolean wide = types.isEmpty();
        if (type.isPresent() && (wide ? !terms.self() && isGovernance(type.get()) : !types.contains(type.get()))) {
            return Optional.empty();
        }
        Sql sql = subjects.size() == 1
                ? new Sql().add("(" + alias + ".subject = ?", subjects.getFirst())
                : new Sql().add("(" + alias + ".subject = ANY(?)", Sql.longs(subjects));
        if (type.isEmpty() && !wide) {
            sql.add(" AND " + alias + ".type = ANY(?)", Sql.ints(numbers(types)));
        } else if (type.isEmpty() && !terms.self()) {
            sql.add(" AND NOT " + alias + ".type = ANY(?)", Sql.ints(numbers(GOVERNANCE)));
        }
        SlicePredicate slices = new SlicePredicate(alias, type);
        slices.permit(sql, terms.permitted());
        terms.except().forEach(slice -> slices.except(sql, slice));
        if (slices.asksTheIndex()) {
            // The index describes the current version: what an earlier one was about is not known, so it stays closed.
            sql.add(" AND " + alias + ".version = (SELECT c.version FROM resource c WHERE c.subject = " + alias
                    + ".subject AND c.rid = " + alias + ".rid)");
        }
        return Optional.of(sql.add(")"));
    }

    private static boolean isGovernance(String type) {
        return GOVERNANCE.contains(type);
    }

    static List<Integer> numbers(Collection<String> types) {
        return types.stream()
                .filter(Definitions.r4()::isType)
                .map(Definitions.r4()::number)
                .sorted()
                .toList();
    }
}
