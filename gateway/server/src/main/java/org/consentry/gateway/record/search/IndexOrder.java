package org.consentry.gateway.record.search;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.row.Sql;

/**
 * An index whose order is that of a search's pages.
 *
 * <p>A page of {@code Patient?_sort=family} is the first rows of that index, so it costs the same among ten patients and
 * among a million. A resource with several values stands where its first one does, in the direction of the page.
 *
 * @param key the first key of the order
 * @param others criteria besides the one that the key is made of
 */
record IndexOrder(Ordering ordering, Ordering.Key key, SearchParameter parameter, List<Criterion> others) {
    /** Empty where no index is in that order, or a row changes its place when it is written. */
    static Optional<IndexOrder> of(Ordering ordering, Query query) {
        if (query.type().isEmpty() || ordering.size() == 0 || ordering.byTime()) {
            return Optional.empty();
        }
        Ordering.Key first = ordering.keys().getFirst();
        return first.parameter()
                .filter(parameter -> isOrdered(parameter.kind()) && !parameter.isUnion())
                .map(parameter -> new IndexOrder(
                        ordering,
                        first,
                        parameter,
                        query.criteria().stream()
                                .filter(each -> first.within().isEmpty()
                                        || each != first.within().get())
                                .toList()));
    }

    private static boolean isOrdered(ParameterKind kind) {
        return kind == ParameterKind.STRING || kind == ParameterKind.URI || kind == ParameterKind.DATE;
    }

    String table() {
        return key.table();
    }

    String column() {
        return key.column();
    }

    String orderBy() {
        return " ORDER BY l." + column() + ordering.direction() + ", l.subject" + ordering.direction() + ", l.rid"
                + ordering.direction();
    }

    /** Index rows {@code l} of the page and those behind it. What stands where the missing do is not among them. */
    Sql rows(Optional<Position> after) {
        String value = "l." + column();
        Sql sql = new Sql().add("l.parameter = " + parameter.key()).add(key.counted("l"));
        if (key.within().isEmpty()) {
            sql.add(" AND " + value + " " + (key.descending() ? ">" : "<") + " " + key.missing());
        }
        after.ifPresent(position -> {
            if (ordering.size() == 1) {
                sql.add(
                        " AND (" + value + ", l.subject, l.rid) " + ordering.comparison() + " (?" + key.cast()
                                + ", ?, ?)",
                        position.part(0),
                        position.number(1),
                        position.number(2));
            } else {
                sql.add(" AND " + value + " " + ordering.comparison() + "= ?" + key.cast(), position.part(0));
            }
        });
        return sql;
    }

    /** Whether the resource has no value before this one, and this one not before. */
    Sql first() {
        String more = column().equals("value") ? "exact" : "high";
        return new Sql()
                .add("CASE WHEN EXISTS (SELECT 1 FROM " + table() + " b WHERE b.parameter = " + parameter.key()
                        + " AND b.subject = l.subject AND b.rid = l.rid AND (b." + column() + ", b." + more + ") "
                        + (key.descending() ? ">" : "<") + " (l." + column() + ", l." + more + ")")
                .add(key.counted("b"))
                .add(") THEN FALSE ELSE TRUE END");
    }

    /** Whether a page behind the position is among what has no value. */
    boolean isPast(Position position) {
        return switch (key.kind()) {
            case DATE -> position.part(0).equals(Long.toString(key.descending() ? Long.MIN_VALUE : Long.MAX_VALUE));
            default -> position.part(0).equals(key.descending() ? "" : Character.toString(Character.MAX_CODE_POINT));
        };
    }
}
