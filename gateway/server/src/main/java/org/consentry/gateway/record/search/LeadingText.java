package org.consentry.gateway.record.search;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.row.Sql;

/**
 * The beginning of a text that a search starts from: {@code Patient?name=smi}.
 *
 * <p>PostgreSQL plans a statement before it knows its values. For all it knows half of the patients may be called so, and
 * reading patients in their order until a page is full seems cheap; for a rare name that reads all of them. So where
 * nothing narrower is asked, the statement says itself where to begin: with the index rows of the text, in the order of
 * the page, and the resources are read one after the other until the page is full.
 */
record LeadingText(Criterion.On text, List<Criterion> others) {
    private static final Set<ParameterKind> BROAD =
            EnumSet.of(ParameterKind.STRING, ParameterKind.DATE, ParameterKind.NUMBER, ParameterKind.QUANTITY);
    private static final Set<String> FEW_VALUES = Set.of("code", "boolean");

    /** The first such criterion, unless another of the query leaves fewer resources. */
    static Optional<LeadingText> of(Query query) {
        List<Criterion> criteria = query.criteria();
        if (query.type().isEmpty() || !criteria.stream().allMatch(LeadingText::isBroad)) {
            return Optional.empty();
        }
        return criteria.stream()
                .filter(Criterion.On.class::isInstance)
                .map(Criterion.On.class::cast)
                .filter(on -> on.parameter().kind() == ParameterKind.STRING
                        && on.modifier().isEmpty())
                .findFirst()
                .map(on -> new LeadingText(
                        on, criteria.stream().filter(each -> each != on).toList()));
    }

    private static boolean isBroad(Criterion criterion) {
        if (!(criterion instanceof Criterion.On on)) {
            return false;
        }
        boolean coded = on.parameter().kind() == ParameterKind.TOKEN
                && on.parameter().paths().stream().map(ElementPath::datatype).allMatch(FEW_VALUES::contains);
        return coded || BROAD.contains(on.parameter().kind());
    }

    /** What stands for {@code resource r}: rows that have the text, in the order of the store, behind the position. */
    Sql rows(Optional<Position> after) {
        Sql sql = new Sql().add("(");
        for (int i = 0; i < text.values().size(); i++) {
            sql.add(i == 0 ? "" : " UNION ").add(rows(text.values().get(i), after));
        }
        return sql.add(" ORDER BY 1, 2) d JOIN resource r ON r.subject = d.subject AND r.rid = d.rid");
    }

    private Sql rows(String value, Optional<Position> after) {
        Sql sql = new Sql()
                .add("SELECT DISTINCT i.subject, i.rid FROM string i WHERE i.parameter"
                        + Sql.isOneOf(text.parameter().keys()) + " AND ")
                .add(TextSql.string("i", text, value));
        after.ifPresent(
                position -> sql.add(" AND (i.subject, i.rid) > (?, ?)", position.number(0), position.number(1)));
        return sql;
    }
}
