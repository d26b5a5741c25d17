package org.consentry.gateway.record.search;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches.Everything;
import org.consentry.gateway.record.Searches.History;
import org.consentry.gateway.record.Searches.Page;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.row.PageBytes;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import org.consentry.gateway.record.row.Subjects;

/**
 * Histories and whole records.
 *
 * <p>A history reads current and earlier versions as one list, newest first, up to the moment its first page was made:
 * what is written meanwhile comes before that page and shifts nothing.
 */
final class Histories {
    private static final String ORDER = " ORDER BY updated DESC, subject, rid, version DESC";
    private static final int PHASE_RECORD = 0;
    private static final int PHASE_DIRECTORY = 1;

    private final RowReader reader;
    private final Subjects subjects;
    private final RecordSettings settings;
    private final Clock clock;

    Histories(RowReader reader, Subjects subjects, RecordSettings settings, Clock clock) {
        this.reader = reader;
        this.subjects = subjects;
        this.settings = settings;
        this.clock = clock;
    }

    Page history(History history, VisiblePredicate visible) {
        Optional<Position> after = history.after().map(Position::parse);
        long until = after.map(position -> position.number(0)).orElseGet(clock::millis);
        if (history.count() == 0) {
            return Page.of(List.of(), OptionalLong.of(total(history, visible, until)), Optional.empty());
        }
        int count = Math.min(history.count(), settings.mostPageSize());
        String first = ORDER + " LIMIT " + (count + 1);
        Sql sql = new Sql()
                .add("(SELECT " + Row.COLUMNS)
                .add(half("resource", history, visible, until, after))
                .add(first + ") UNION ALL (SELECT " + Row.COLUMNS)
                .add(half("version", history, visible, until, after))
                .add(first + ")" + first);
        List<Row> rows = reader.rows(sql);
        List<Row> shown = rows.subList(0, PageBytes.fitting(rows, count));
        Optional<String> next = shown.size() < rows.size()
                ? Optional.of(Position.of(
                                until,
                                shown.getLast().updated(),
                                shown.getLast().subject(),
                                shown.getLast().rid(),
                                shown.getLast().version())
                        .text())
                : Optional.empty();
        return Page.of(subjects.versions(shown), known(shown, after, next), next);
    }

    /** A first page that is the only one tells how many there are. */
    private static OptionalLong known(List<Row> shown, Optional<Position> after, Optional<String> next) {
        return after.isEmpty() && next.isEmpty() ? OptionalLong.of(shown.size()) : OptionalLong.empty();
    }

    private long total(History history, VisiblePredicate visible, long until) {
        Sql sql = new Sql()
                .add("SELECT (SELECT count(*)")
                .add(half("resource", history, visible, until, Optional.empty()))
                .add(") + (SELECT count(*)")
                .add(half("version", history, visible, until, Optional.empty()))
                .add(")");
        return reader.list(sql, row -> row.getLong(1)).getFirst();
    }

    private Sql half(String table, History history, VisiblePredicate visible, long until, Optional<Position> after) {
        Sql sql = new Sql().add(" FROM " + table + " r WHERE r.updated <= ?", until);
        history.type()
                .ifPresent(type -> sql.add(" AND r.type = " + Definitions.r4().number(type)));
        if (!history.types().isEmpty()) {
            sql.add(" AND ").add(ofTypes(history.types()));
        }
        history.id()
                .ifPresent(id -> sql.add(
                        " AND (r.subject, r.rid) = (SELECT d.subject, d.rid FROM directory d WHERE d.self = ?)",
                        new ResourceId(history.type().orElseThrow(), id).hash()));
        history.since().ifPresent(since -> sql.add(" AND r.updated >= ?", since.toEpochMilli()));
        after.ifPresent(position -> sql.add(
                " AND (r.updated < ? OR (r.updated = ? AND ((r.subject, r.rid) > (?, ?) OR "
                        + "((r.subject, r.rid) = (?, ?) AND r.version < ?))))",
                position.number(1),
                position.number(1),
                position.number(2),
                position.number(3),
                position.number(2),
                position.number(3),
                position.number(4)));
        return sql.add(" AND ").add(visible.on("r", history.type()));
    }

    Page everything(Everything everything, VisiblePredicate visible) {
        Long key = subjects.keysOf(List.of(everything.patientId())).get(everything.patientId());
        if (key == null) {
            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient");
        }
        Optional<Position> after = everything.after().map(Position::parse);
        int count = Math.clamp(everything.count(), 1, settings.mostPageSize());
        boolean record =
                after.map(position -> position.number(0) == PHASE_RECORD).orElse(true);
        List<Row> rows = new ArrayList<>();
        if (record) {
            rows.addAll(reader.rows(
                    record(everything, visible, key, after.map(p -> p.number(1)).orElse(Long.MIN_VALUE), count + 1)));
        }
        if (rows.isEmpty() && after.isEmpty()) {
            requireAnything(everything.patientId(), visible, key);
        }
        int recordRows = rows.size();
        if (rows.size() <= count && wantsDirectory(everything.types())) {
            long from = record ? Long.MIN_VALUE : after.orElseThrow().number(1);
            rows.addAll(reader.rows(directory(everything, visible, key, from, count + 1 - rows.size())));
        }
        List<Row> shown = rows.subList(0, PageBytes.fitting(rows, count));
        Optional<String> next = shown.size() < rows.size()
                ? Optional.of(Position.of(
                                shown.size() <= recordRows && record ? PHASE_RECORD : PHASE_DIRECTORY,
                                shown.getLast().rid())
                        .text())
                : Optional.empty();
        return Page.of(subjects.versions(shown), known(shown, after, next), next);
    }

    /** A record of which the caller sees nothing, whatever it asks for, is not there. */
    private void requireAnything(String patientId, VisiblePredicate visible, long key) {
        Everything all = new Everything(
                patientId, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), 1, Optional.empty());
        if (reader.rows(record(all, visible, key, Long.MIN_VALUE, 1)).isEmpty()) {
            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient");
        }
    }

    private static boolean wantsDirectory(Set<String> types) {
        return types.isEmpty() || types.stream().anyMatch(Definitions.r4()::isDirectory);
    }

    private static Sql record(Everything everything, VisiblePredicate visible, long key, long after, int limit) {
        Sql sql = new Sql()
                .add(
                        "SELECT " + Row.COLUMNS + " FROM resource r WHERE r.change < 2 AND r.subject = ? AND r.rid > ?",
                        key,
                        after);
        narrow(sql, everything);
        everything
                .from()
                .ifPresent(day -> sql.add(" AND (r.day IS NULL OR r.day >= ?)", Math.toIntExact(day.toEpochDay())));
        everything
                .to()
                .ifPresent(day -> sql.add(" AND (r.day IS NULL OR r.day <= ?)", Math.toIntExact(day.toEpochDay())));
        return sql.add(" AND ").add(visible.on("r", Optional.empty())).add(" ORDER BY r.rid LIMIT " + limit);
    }

    /** Only what visible rows refer to: who treated somebody is as telling as what for. */
    private static Sql directory(Everything everything, VisiblePredicate visible, long key, long after, int limit) {
        Sql sql = new Sql()
                .add(
                        "SELECT " + Row.COLUMNS + " FROM resource r WHERE r.change < 2 AND r.subject = 0 AND r.rid > ?",
                        after)
                .add(
                        " AND r.rid IN (SELECT d.rid FROM reference f JOIN directory d ON d.self = f.target "
                                + "JOIN resource s ON s.subject = f.subject AND s.rid = f.rid "
                                + "WHERE f.subject = ? AND d.subject = 0 AND s.change < 2 AND ",
                        key)
                .add(visible.on("s", Optional.empty()))
                .add(")");
        narrow(sql, everything);
        return sql.add(" AND ").add(visible.on("r", Optional.empty())).add(" ORDER BY r.rid LIMIT " + limit);
    }

    private static Sql ofTypes(Set<String> types) {
        return new Sql()
                .add(
                        "r.type = ANY(?)",
                        Sql.ints(types.stream().map(Definitions.r4()::number).toList()));
    }

    private static void narrow(Sql sql, Everything everything) {
        if (!everything.types().isEmpty()) {
            sql.add(" AND ").add(ofTypes(everything.types()));
        }
        everything.since().ifPresent(since -> sql.add(" AND r.updated >= ?", since.toEpochMilli()));
    }
}
