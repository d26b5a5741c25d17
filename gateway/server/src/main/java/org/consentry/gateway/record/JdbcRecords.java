package org.consentry.gateway.record;

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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/** The store on PostgreSQL. */
final class JdbcRecords implements Records, Submissions {
    private static final int ATTEMPTS = 4;
    private static final int FETCH = 500;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final RowReader reader;
    private final Subjects subjects;
    private final JdbcSearches searches;
    private final Conditions conditions;
    private final Writes writes;
    private final RecordSettings settings;
    private final String ownBase;
    private final Journal journal;

    JdbcRecords(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            RowReader reader,
            Subjects subjects,
            JdbcSearches searches,
            Writes writes,
            RecordSettings settings,
            String ownBase,
            Journal journal) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.reader = reader;
        this.subjects = subjects;
        this.searches = searches;
        this.conditions = new Conditions(reader, searches, subjects);
        this.writes = writes;
        this.settings = settings;
        this.ownBase = ownBase;
        this.journal = journal;
    }

    @Override
    public Optional<StoredVersion> current(ResourceId id, Visibility visibility) {
        journal.before(Set.of(id.type()));
        return one(new Sql()
                .add(
                        "SELECT " + Row.COLUMNS + " FROM directory d JOIN resource r ON r.subject = d.subject AND "
                                + "r.rid = d.rid WHERE d.self = ? AND r.id = ? AND ",
                        Hashes.self(id),
                        id.id())
                .add(visible(visibility, id)));
    }

    @Override
    public Set<ResourceId> present(Collection<ResourceId> ids) {
        Map<Long, ResourceId> asked = new HashMap<>();
        ids.forEach(id -> asked.put(Hashes.self(id), id));
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
        journal.before(Set.of(id.type()));
        Sql sql = new Sql();
        for (String table : List.of("resource", "version")) {
            sql.add(sql.isEmpty() ? "" : " UNION ALL ")
                    .add(
                            "SELECT " + Row.COLUMNS + " FROM directory d JOIN " + table + " r ON r.subject = d.subject "
                                    + "AND r.rid = d.rid WHERE d.self = ? AND r.version = ? AND ",
                            Hashes.self(id),
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
        journal.beforeSearching(Optional.of(type), query);
        return subjects.versions(searches.rows(type, query, visibility, limit));
    }

    @Override
    public List<StoredVersion> write(List<Write> asked, Author author) {
        byte[] digest = Writes.sha256(asked);
        return attempt(() -> writes.apply(asked, Writes.Known.NOTHING, author, digest, intents -> {}).changes().stream()
                .map(Writes::result)
                .toList());
    }

    @Override
    public void keep(List<Paper> papers, boolean survivesPowerCut) {
        journal.keep(papers, survivesPowerCut);
    }

    @Override
    public List<Paper> takeBack(Collection<String> ids) {
        return journal.takeBack(ids);
    }

    @Override
    public Entry change(Asked asked, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule) {
        byte[] json =
                switch (asked) {
                    case Asked.Create create -> create.json();
                    case Asked.Update update -> update.json();
                    case Asked.ConditionalUpdate update -> update.json();
                    case Asked.Patched patched -> patched.patch().source();
                    case Asked.ConditionalPatch patched -> patched.patch().source();
                    case Asked.Delete delete -> new byte[0];
                    case Asked.ConditionalDelete delete -> new byte[0];
                };
        byte[] digest = Hashes.sha256().digest(json);
        return attempt(() -> run(
                        List.of(AskedEntries.entry(asked)), false, digest, author, visibility, Unmatched.REFUSED, rule))
                .entries()
                .getFirst();
    }

    @Override
    public Submitted submit(
            byte[] bundle,
            byte[] rawSha256,
            Author author,
            Visibility visibility,
            Unmatched unmatched,
            Consumer<List<WriteIntent>> rule) {
        // Read anew for every attempt: an attempt rewrites references in the tree to ids that end with it.
        return attempt(() -> run(entries(bundle), true, rawSha256, author, visibility, unmatched, rule));
    }

    private List<BundleEntry> entries(byte[] bundle) {
        ObjectNode tree = Content.parse(bundle);
        if (!tree.path("resourceType").stringValue("").equals("Bundle")
                || !tree.path("type").stringValue("").equals("transaction")) {
            throw Problem.at(ProblemKind.MALFORMED, "Bundle.type", "a Bundle of type transaction is expected");
        }
        return Transaction.entries(tree, settings.mostEntries());
    }

    private Submitted run(
            List<BundleEntry> entries,
            boolean bundled,
            byte[] digest,
            Author author,
            Visibility visibility,
            Unmatched unmatched,
            Consumer<List<WriteIntent>> rule) {
        entries.forEach(journal::beforeChanging);
        Patching patching = new Patching(reader, subjects, visibility);
        Transaction transaction = new Transaction(conditions, writes, patching, visibility, unmatched, ownBase);
        List<Transaction.Planned> planned = transaction.plan(entries);
        List<Write> asked = planned.stream().flatMap(p -> p.write().stream()).toList();
        Map<ResourceId, ObjectNode> contents = new HashMap<>();
        for (Transaction.Planned plan : planned) {
            ObjectNode content = plan.entry().resource();
            if (content != null && plan.id().isPresent() && plan.write().isPresent()) {
                contents.put(plan.id().get(), content);
            }
        }
        List<String> places = planned.stream()
                .filter(plan -> bundled && plan.write().isPresent())
                .map(plan -> plan.entry().place())
                .toList();
        Writes.Applied applied =
                writes.apply(asked, new Writes.Known(contents, transaction.fresh(), places), author, digest, rule);
        return new Submitted(applied.bundleId(), new Outcomes(this).of(planned, applied.changes(), visibility));
    }

    /**
     * Runs in a transaction and tries again what only lost a race: somebody inserted the same key first, or PostgreSQL
     * broke a deadlock. Within a caller's transaction there is no second try: it is the caller's to repeat.
     */
    private <T> T attempt(Supplier<T> work) {
        boolean own = !TransactionSynchronizationManager.isActualTransactionActive();
        for (int attempt = 1; ; attempt++) {
            try {
                T result = transactions.execute(status -> work.get());
                if (result == null) {
                    throw new IllegalStateException("work has a result");
                }
                return result;
            } catch (ConcurrencyFailureException | DataIntegrityViolationException e) {
                if (!own || attempt == ATTEMPTS) {
                    throw Writes.conflict(e);
                }
            }
        }
    }

    @Override
    public void stream(Selection selection, Visibility visibility, BiConsumer<StoredVersion, Boolean> consumer) {
        journal.before(selection.types());
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
        TransactionTemplate snapshot =
                new TransactionTemplate(java.util.Objects.requireNonNull(transactions.getTransactionManager()));
        snapshot.setReadOnly(true);
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
