package org.consentry.gateway.record.upkeep;

import java.util.List;
import org.consentry.gateway.record.index.IndexRows;
import org.consentry.gateway.record.index.IndexRows.DateRow;
import org.consentry.gateway.record.index.IndexRows.QuantityRow;
import org.consentry.gateway.record.index.IndexRows.ReferenceRow;
import org.consentry.gateway.record.index.IndexRows.TextRow;
import org.consentry.gateway.record.index.IndexRows.TokenRow;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Adds and takes away index rows of one resource, which the caller has locked. Rows that are there are not added again,
 * and rows that are gone are not missed: what is asked comes from an older snapshot.
 */
final class IndexRepair {
    private final JdbcTemplate jdbc;

    IndexRepair(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void add(long subject, long rid, IndexRows rows) {
        each(
                "INSERT INTO %s (%s, subject, rid) VALUES (%s, ?, ?) ON CONFLICT DO NOTHING",
                ", ", "%s", subject, rid, rows);
    }

    void remove(long subject, long rid, IndexRows rows) {
        each("DELETE FROM %1$s WHERE %3$s AND subject = ? AND rid = ?", " AND ", "%s = ?", subject, rid, rows);
    }

    private void each(String sql, String joint, String form, long subject, long rid, IndexRows rows) {
        Shape shape = new Shape(sql, joint, form, subject, rid);
        for (TokenRow row : rows.tokens) {
            run(shape, "token", List.of("parameter", "code", "system"), row.parameter(), row.code(), row.system());
        }
        for (TextRow row : rows.texts) {
            run(shape, "string", List.of("parameter", "value", "exact"), row.parameter(), row.value(), row.exact());
        }
        for (DateRow row : rows.dates) {
            run(shape, "date", List.of("parameter", "low", "high"), row.parameter(), row.low(), row.high());
        }
        for (QuantityRow row : rows.quantities) {
            run(
                    shape,
                    "quantity",
                    List.of("parameter", "low", "high", "system", "code"),
                    row.parameter(),
                    row.low(),
                    row.high(),
                    row.system(),
                    row.code());
        }
        for (ReferenceRow row : rows.references) {
            run(shape, "reference", List.of("parameter", "target"), row.parameter(), row.target());
        }
    }

    private record Shape(String sql, String joint, String form, long subject, long rid) {}

    private void run(Shape shape, String table, List<String> columns, Object... values) {
        boolean insert = shape.form().equals("%s");
        String marks = String.join(
                shape.joint(),
                columns.stream().map(c -> insert ? "?" : c + " = ?").toList());
        Object[] all = new Object[values.length + 2];
        System.arraycopy(values, 0, all, 0, values.length);
        all[values.length] = shape.subject();
        all[values.length + 1] = shape.rid();
        jdbc.update(shape.sql().formatted(table, String.join(", ", columns), marks), all);
    }
}
