package org.consentry.gateway.record.row;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.gateway.record.index.IndexRows;
import org.consentry.gateway.record.row.TableRows.Column;
import org.consentry.gateway.record.row.TableRows.Kind;
import org.consentry.gateway.statement.OneStatement;
import org.consentry.gateway.statement.Part;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Collects the rows of one transaction and sends them with a number of statements that does not grow with it: one
 * statement of UNNESTs for a few resources, binary COPY per table from {@value #COPY_FROM} new resources on. COPY has a
 * fixed cost per table, one statement of UNNESTs grows faster per row; they meet at about sixteen.
 */
public final class RowWriter {
    private static final int COPY_FROM = 16;

    private static final Column SUBJECT = new Column("subject", Kind.INT8);
    private static final Column RID = new Column("rid", Kind.INT8);
    private static final Column PARAMETER = new Column("parameter", Kind.INT4);
    private static final Column LOW_TIME = new Column("low", Kind.INT8);
    private static final Column HIGH_TIME = new Column("high", Kind.INT8);

    // Columns stand in the order of the key, by which rows are sorted before they are sent: neighbors in the index come
    // one after the other, and two batches take the same keys in the same order.
    private static final List<Column> TOKEN =
            List.of(PARAMETER, new Column("code", Kind.INT8), SUBJECT, RID, new Column("system", Kind.INT4));
    private static final List<Column> STRING =
            List.of(PARAMETER, new Column("value", Kind.TEXT), SUBJECT, RID, new Column("exact", Kind.INT4));
    private static final List<Column> DATE = List.of(PARAMETER, SUBJECT, RID, LOW_TIME, HIGH_TIME);
    private static final List<Column> QUANTITY = List.of(
            PARAMETER,
            SUBJECT,
            RID,
            new Column("low", Kind.FLOAT8),
            new Column("high", Kind.FLOAT8),
            new Column("code", Kind.INT4),
            new Column("system", Kind.INT4));
    private static final List<Column> REFERENCE = List.of(PARAMETER, new Column("target", Kind.INT8), SUBJECT, RID);

    private static final List<Column> RESOURCE = List.of(
            SUBJECT,
            RID,
            new Column("self", Kind.INT8),
            new Column("type", Kind.INT2),
            new Column("version", Kind.INT4),
            new Column("change", Kind.INT2),
            new Column("updated", Kind.INT8),
            new Column("day", Kind.INT4),
            new Column("codec", Kind.INT2),
            new Column("source", Kind.TEXT),
            new Column("id", Kind.TEXT),
            new Column("labels", Kind.TEXTS),
            new Column("body", Kind.BYTEA));

    private final TableRows directory =
            new TableRows("directory", List.of(new Column("self", Kind.INT8), SUBJECT, RID));
    private final TableRows created = new TableRows("resource", RESOURCE);
    private final TableRows replaced = new TableRows("resource", RESOURCE);
    private final List<TableRows> added = indexTables();
    private final List<TableRows> removed = indexTables();
    private final OneStatement statement = new OneStatement();

    private static List<TableRows> indexTables() {
        return List.of(
                new TableRows("token", TOKEN),
                new TableRows("string", STRING),
                new TableRows("date", DATE),
                new TableRows("quantity", QUANTITY),
                new TableRows("reference", REFERENCE));
    }

    public void directory(long self, long subject, long rid) {
        directory.add(self, subject, rid);
    }

    /** A row of {@code resource} that is new, or replaces the one with its key. */
    public void resource(boolean isNew, Row row, long self, @Nullable Integer day, @Nullable String labels) {
        (isNew ? created : replaced)
                .add(
                        row.subject(),
                        row.rid(),
                        self,
                        row.type(),
                        row.version(),
                        row.change(),
                        row.updated(),
                        day,
                        row.body().codec(),
                        row.source(),
                        row.id(),
                        labels,
                        row.body().bytes());
    }

    public void add(long subject, long rid, IndexRows rows) {
        collect(added, subject, rid, rows);
    }

    public void remove(long subject, long rid, IndexRows rows) {
        collect(removed, subject, rid, rows);
    }

    private static void collect(List<TableRows> tables, long subject, long rid, IndexRows rows) {
        rows.tokens.forEach(r -> tables.get(0).add(r.parameter(), r.code(), subject, rid, r.system()));
        rows.texts.forEach(r -> tables.get(1).add(r.parameter(), r.value(), subject, rid, r.exact()));
        rows.dates.forEach(r -> tables.get(2).add(r.parameter(), subject, rid, r.low(), r.high()));
        rows.quantities.forEach(
                r -> tables.get(3).add(r.parameter(), subject, rid, r.low(), r.high(), r.code(), r.system()));
        rows.references.forEach(r -> tables.get(4).add(r.parameter(), r.target(), subject, rid));
    }

    /** Rows of another table, sent with the others. */
    public void add(Part insertion) {
        statement.add(insertion);
    }

    /** As {@link #add(Part)}; {@code ifAny} runs when it made a row. */
    public void add(Part insertion, Runnable ifAny) {
        statement.add(insertion, ifAny);
    }

    /** Asked with the others; {@code ifAny} runs when there is a row. */
    public void ask(Part question, Runnable ifAny) {
        statement.ask(question, ifAny);
    }

    /** Sends everything on the transaction's connection. */
    public void flush(JdbcTemplate jdbc) {
        jdbc.execute((Connection connection) -> {
            boolean copy = created.size() >= COPY_FROM;
            directory.sort();
            added.forEach(TableRows::sort);
            if (created.size() + replaced.size() >= COPY_FROM) {
                PoolSessions.lift(connection);
            }
            collect(copy);
            statement.run(connection);
            if (copy) {
                for (TableRows table :
                        Stream.concat(Stream.of(created), added.stream()).toList()) {
                    copy(connection, table);
                }
            }
            return true;
        });
    }

    private static void copy(Connection connection, TableRows table) throws SQLException {
        if (table.isEmpty()) {
            return;
        }
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copy());
        try {
            table.copyBytes().sendTo(copy);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void collect(boolean copy) {
        if (!directory.isEmpty()) {
            insert(directory);
        }
        if (!replaced.isEmpty()) {
            statement.add(KEEP_AND_REPLACE.formatted(replaced.unnest(), replaced.names()), replaced.arrays());
        }
        for (TableRows table : removed) {
            if (!table.isEmpty()) {
                statement.add(
                        "r_" + table.table() + " AS (DELETE FROM " + table.table() + " t USING (SELECT * FROM "
                                + table.unnest() + " AS n(" + table.names() + ")) n WHERE " + sameKey(table) + ")",
                        table.arrays());
            }
        }
        if (!copy) {
            insert(created);
            added.forEach(this::insert);
        }
    }

    private static String sameKey(TableRows table) {
        return Stream.of(table.names().split(", ", -1))
                .map(name -> "t." + name + " = n." + name)
                .collect(java.util.stream.Collectors.joining(" AND "));
    }

    private void insert(TableRows table) {
        if (!table.isEmpty()) {
            String select = table.names().replace("labels", "string_to_array(labels, E'\\x1f')");
            statement.add(new Part(
                    "INSERT INTO " + table.table() + " (" + table.names() + ") SELECT " + select + " FROM "
                            + table.unnest() + " AS n(" + table.names() + ")",
                    table.arrays()));
        }
    }

    /** The old row goes to {@code version} and the new one takes its place, from the same snapshot. */
    private static final String KEEP_AND_REPLACE = """
            fresh AS (SELECT * FROM %s AS n(%s)), kept AS (
              INSERT INTO version
                (subject, rid, version, type, change, updated, day, codec, source, id, labels, body)
              SELECT r.subject, r.rid, r.version, r.type, r.change, r.updated, r.day, r.codec, r.source, r.id,
                     r.labels, r.body
              FROM resource r JOIN fresh n ON r.subject = n.subject AND r.rid = n.rid), replaced AS (
              UPDATE resource r SET version = n.version, change = n.change, updated = n.updated, day = n.day,
                codec = n.codec, source = n.source, labels = string_to_array(n.labels, E'\\x1f'), body = n.body
              FROM fresh n WHERE r.subject = n.subject AND r.rid = n.rid)""";
}
