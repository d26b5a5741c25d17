package org.consentry.gateway.record.search;

import java.util.List;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.query.SearchValues.Prefixed;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Sql;

/** Conditions on what every resource has as a column: {@code _id}, {@code _lastUpdated}, {@code _source}. */
final class ColumnSql {
    private ColumnSql() {}

    static Sql on(String alias, Criterion.Column column) {
        if (column.name().equals("_id")) {
            List<String> wanted =
                    column.values().stream().map(SearchValues::unescape).toList();
            return new Sql().add(alias + ".id = ANY(?)", Sql.strings(wanted));
        }
        if (column.name().equals("_type")) {
            List<Integer> types =
                    column.values().stream().map(Definitions.r4()::number).toList();
            return new Sql().add(alias + ".type = ANY(?)", Sql.ints(types));
        }
        return Sql.any(
                column.values().stream().map(value -> updated(alias, value)).toList());
    }

    /** The same as {@code _id} says, asked of the hash of type and id, which has an index. */
    static Sql self(String alias, String type, Criterion.Column column) {
        return new Sql()
                .add(
                        alias + ".self = ANY(?)",
                        Sql.longs(column.values().stream()
                                .map(value -> new ResourceId(type, SearchValues.unescape(value)).hash())
                                .toList()));
    }

    private static Sql updated(String alias, String value) {
        Prefixed prefixed = SearchValues.prefixed("_lastUpdated", value);
        String moment = alias + ".updated";
        return OrderedSql.range(moment, moment, prefixed.prefix(), OrderedSql.time("_lastUpdated", prefixed.value()));
    }

    static Sql source(String alias, Criterion.On on) {
        if (on.modifier().equals("missing")) {
            return new Sql().add(on.values().getFirst().equals("true") ? "FALSE" : "TRUE");
        }
        String uri = "('" + Content.MEMBERS + "' || " + alias + ".source)";
        return Sql.any(on.values().stream()
                .map(value -> TextSql.uriValue(uri, on, value))
                .toList());
    }
}
