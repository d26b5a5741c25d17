package org.consentry.gateway.record.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Selection;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.journal.Journal;
import org.consentry.gateway.record.row.PoolSessions;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import org.consentry.gateway.record.row.Subjects;
import org.consentry.gateway.record.search.JdbcSearches;
import org.consentry.gateway.record.search.VisiblePredicate;
import org.consentry.gateway.record.write.Attempts;
import org.consentry.gateway.record.write.Writes;
import org.consentry.gateway.statement.Part;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The store on PostgreSQL. */
final class JdbcRecords implements Records {
    private static final int FETCH = 500;
    private static final Subjects.Place NOWHERE = new Subjects.Place(-1, -1);
    private static final String NOBODY = "-";

    private final JdbcTemplate jdbc;
    private final Attempts attempts;
    private final TransactionTemplate snapshot;
    private final RowReader reader;
    private final Subjects subjects;
    private final JdbcSearches searches;
    private final Writes writes;
    private final Journal journal;

    JdbcRecords(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            RowReader reader,
            Subjects subjects,
            JdbcSearches searches,
            Writes writes,
            Journal journal) {
        this.jdbc = jdbc;
        this.attempts = new Attempts(transactions);
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
        this.reader = reader;
        this.subjects = subjects;
        this.searches = searches;
        this.writes = writes;
        this.journal = journal;
    }

    @Override
    public Optional<StoredVersion> current(ResourceId id, Visibility visibility) {
        journal.beforeReading(id);
        List<Row> rows = reader.rows(new Sql()
                .add(
                        "SELECT " + Row.COLUMNS + " FROM directory d JOIN resource r ON r.subject = d.subject AND "
                                + "r.rid = d.rid WHERE d.self = ? AND r.id = ? AND ",
                        id.hash(),
                        id.id())
                .add(visible(visibility, id)));
        rows.stream().findFirst().ifPresent(row -> subjects.lies(id, new Subjects.Place(row.subject(), row.rid())));
        return subjects.versions(rows).stream().findFirst();
    }

    /*
     * By where it was found before, because a resource stays with its patient and a row is never taken away. Then it is one
     * partition that is asked, and whose record it is is known before. What is found nowhere costs the same statements
     * whether it is hidden or not there.
     */
    @Override
    public Told current(ResourceId id, Visibility visibility, Function<String, Paper> telling) {
        Optional<Subjects.Place> place = subjects.place(id);
        Optional<String> patient = place.flatMap(subjects::patientOf);
        if (patient.isPresent()) {
            Optional<StoredVersion> told = at(id, place.get(), visibility, patient.get(), telling.apply(patient.get()));
            if (told.isPresent()) {
                return new Told(told, true);
            }
        }
        Optional<StoredVersion> found = current(id, visibility);
        if (found.isEmpty() && patient.isEmpty()) {
            at(id, NOWHERE, visibility, NOBODY, telling.apply(NOBODY));
        }
        return new Told(found, false);
    }

    private Optional<StoredVersion> at(
            ResourceId id, Subjects.Place place, Visibility visibility, String patientId, Paper paper) {
        Sql found = new Sql()
                .add(
                        "SELECT " + Row.COLUMNS + " FROM resource r WHERE r.subject = ? AND r.rid = ? AND r.id = ? "
                                + "AND r.type = " + Definitions.r4().number(id.type()) + " AND ",
                        place.subject(),
                        place.rid(),
                        id.id())
                .add(visible(visibility, id));
        return reader.rows(journal.keeping(paper, found)).stream()
                .findFirst()
                .map(row -> Subjects.version(row, patientId));
    }

    @Override
    public Set<ResourceId> present(Collection<ResourceId> ids) {
        Map<Long, ResourceId> asked = new HashMap<>();
        ids.forEach(id -> asked.put(id.hash(), id));
        Set<ResourceId> present = new HashSet<>();
        if (!asked.isEmpty()) {
            jdbc.query(
                    "SELECT d.self FROM directory d JOIN resource r ON r.subject = d.subject AND r.rid = d.rid "
                            + "WHERE d.self = ANY(?) AND r.change < " + Row.DELETED,
                    statement -> statement.setArray(1, Subjects.longs(statement.getConnection(), asked.keySet())),
                    (ResultSet row) -> {
                        present.add(java.util.Objects.requireNonNull(asked.get(row.getLong(1))));
                    });
        }
        return present;
    }

    @Override
    public Optional<StoredVersion> version(ResourceId id, long version, Visibility visibility) {
        journal.beforeReading(id);
        Sql sql = new Sql();
        for (String table : List.of("resource", "version")) {
            sql.add(sql.isEmpty() ? "" : " UNION ALL ")
                    .add(
                            "SELECT " + Row.COLUMNS + " FROM directory d JOIN " + table + " r ON r.subject = d.subject "
                                    + "AND r.rid = d.rid WHERE d.self = ? AND r.version = ? AND ",
                            id.hash(),
                            version)
                    .add(visible(visibility, id));
        }
        return one(sql);
    }

    private Sql visible(Visibility visibility, ResourceId id) {
        return VisiblePredicate.of(visibility, subjects).on("r", Optional.of(id.type()));
    }

    private Optional<StoredVersion> one(Sql sql) {
        return subjects.versions(reader.rows(sql)).stream().findFirst();
    }

    @Override
    public List<StoredVersion> search(String type, String query, Visibility visibility, int limit) {
        journal.beforeSearching(Optional.of(type), query, visibility);
        return subjects.versions(searches.rows(type, query, visibility, limit));
    }

    @Override
    public List<StoredVersion> write(List<Write> asked, Author author) {
        byte[] digest = Writes.sha256(asked);
        Writes.Submission submission = Writes.Submission.ofItself(asked, author, digest);
        return attempts.run(
                () -> Writes.stored(writes.apply(List.of(submission)).getFirst()).changes().stream()
                        .map(Writes::result)
                        .toList());
    }

    @Override
    public void keep(List<Paper> papers, boolean survivesPowerCut) {
        journal.keep(papers, survivesPowerCut);
    }

    @Override
    public Part rows(List<Paper> papers) {
        return journal.rows(papers);
    }

    @Override
    public void mark(String name, Map<String, List<String>> queries) {
        journal.before(queries.keySet(), new Visibility.Everything());
        Sql sql = new Sql()
                .add(
                        "INSERT INTO mark (name, self, version) SELECT ?, r.self, r.version FROM resource r WHERE r.change < "
                                + Row.DELETED + " AND r.type = ANY(?) AND (",
                        name,
                        Sql.ints(queries.keySet().stream()
                                .map(Definitions.r4()::number)
                                .toList()))
                .add(searches.found(queries))
                .add(")");
        jdbc.execute((Connection connection) -> {
            PoolSessions.lift(connection);
            try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
                sql.bind(statement);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public void unmark(String name) {
        jdbc.update("DELETE FROM mark WHERE name = ?", name);
    }

    @Override
    public List<Paper> takeBack(Collection<String> ids) {
        return journal.takeBack(ids);
    }

    @Override
    public void stream(Selection selection, Visibility visibility, BiConsumer<StoredVersion, Boolean> consumer) {
        journal.before(selection.types(), visibility);
        Sql sql = new Sql()
                .add("SELECT " + Row.COLUMNS + ", ")
                .add(searches.found(selection.queries()))
                .add(" AS found FROM resource r WHERE "
                        + (selection.deleted() ? "" : "r.change < " + Row.DELETED + " AND "))
                .add(VisiblePredicate.of(visibility, subjects).on("r", Optional.empty()));
        if (!selection.types().isEmpty()) {
            sql.add(
                    " AND r.type = ANY(?)",
                    Sql.ints(selection.types().stream()
                            .map(Definitions.r4()::number)
                            .toList()));
        }
        if (!selection.patients().isEmpty()) {
            List<Long> keys =
                    new ArrayList<>(subjects.keysOf(selection.patients()).values());
            keys.add(0L);
            sql.add(" AND r.subject = ANY(?)", Sql.longs(keys));
        }
        selection.after().ifPresent(patient -> sql.add(" AND r.subject > ?", place(patient)));
        selection.upTo().ifPresent(patient -> sql.add(" AND r.subject <= ?", place(patient)));
        sql.add(" ORDER BY r.subject, r.type, r.rid");
        snapshot.executeWithoutResult(status -> jdbc.execute((Connection connection) -> {
            PoolSessions.lift(connection);
            try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
                statement.setFetchSize(FETCH);
                sql.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        Row row = Row.read(rows);
                        consumer.accept(subjects.versions(List.of(row)).getFirst(), rows.getBoolean("found"));
                    }
                }
            }
            return true;
        }));
    }

    /** Where in the stream a patient's record lies. */
    private Long place(String patientId) {
        return java.util.Objects.requireNonNull(
                subjects.keysOf(Set.of(patientId)).get(patientId), "a patient whose record was streamed has a place");
    }
}
