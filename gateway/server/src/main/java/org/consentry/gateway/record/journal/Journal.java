package org.consentry.gateway.record.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.query.QueryParser;
import org.consentry.gateway.record.row.Body;
import org.consentry.gateway.record.row.RowIds;
import org.consentry.gateway.record.row.Sql;
import org.consentry.gateway.statement.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Papers between their commit and their place in the store.
 *
 * An audit event has some twenty index rows, which cost PostgreSQL three times as much as reading the resource it tells
 * of; the Provenance of a submission is written once, and once more when its receipt comes. Nobody needs either before
 * somebody looks. So a paper is kept in two steps: its bytes go to the journal, whose one statement is what a request
 * waits for, and a loop files what has gathered by the hundred, where COPY makes a row cost a tenth. Filing removes from
 * the journal and adds to the store in one transaction: a paper is in exactly one of them at any moment, and a crash
 * undoes both or neither.
 *
 * A paper with an id is one that somebody means to complete: it is taken back, and written with what it lacked. The loop
 * leaves it for PATIENCE before it files it as it is.
 *
 * An audit event is seen by the patient whose record it tells of, and by nobody else. Most are never looked at, and those of
 * one patient cost less together: so it stays here until that patient looks, or until it is an hour old.
 *
 * Nobody can tell the difference: whoever asks for papers files first what it might be shown. Two replicas that file at once wait for each
 * other at the rows of the journal, so that who comes second finds everything filed.
 */
public final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** What is kept here. */
    private static final String EVENTS = "AuditEvent";

    private static final Set<String> TYPES = Set.of(EVENTS, "Provenance");

    private static final int AT_ONCE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long papers that one patient alone would see wait for that patient to look. */
    private static final Duration LEFT = Duration.ofHours(1);

    /** Within the statement's own transaction: the disk is told soon, and nobody waits for it. */
    private static final String NOT_WAITING =
            "WITH mode AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))";

    /** Which papers: a condition, the one value that it is asked with, and the order of the index that answers it. */
    private record Which(String condition, Object value, String order) {
        /** Papers that are not left here, but those with ids only if they were kept before. */
        static Which ofNobody(long before) {
            return new Which("about IS NULL AND NOT stuck AND (id IS NULL OR rid < ?)", before, "rid");
        }

        /** Papers that wait for a patient to look, if they were kept before. */
        static Which left(long before) {
            return new Which("about IS NOT NULL AND NOT stuck AND rid < ?", before, "rid");
        }

        static Which about(Set<String> patients) {
            return new Which("about = ANY(?) AND NOT stuck", patients.toArray(String[]::new), "about, rid");
        }

        String first() {
            return "SELECT rid FROM journal WHERE " + condition + " ORDER BY " + order + " LIMIT ?";
        }
    }

    private static final String RETURNING = " RETURNING type, id, source, codec, body";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final RowIds ids;
    private final PaperRows rows;
    private final BiConsumer<List<Write>, OrganizationId> store;

    /**
     * Over the tables that the store has.
     *
     * @param store files resources on an organization's account, in the transaction it is called in
     */
    public Journal(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            RowIds ids,
            BiConsumer<List<Write>, OrganizationId> store) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.ids = ids;
        this.rows = new PaperRows(ids);
        this.store = store;
    }

    /** See {@link Records#keep}. */
    public void keep(List<Paper> papers, boolean survivesPowerCut) {
        if (papers.size() == 1) {
            keep(papers.getFirst(), waits(survivesPowerCut));
            return;
        }
        Part rows = waits(survivesPowerCut) ? this.rows.of(papers) : this.rows.of(papers, NOT_WAITING + " ", ", mode");
        jdbc.execute((Connection connection) -> {
            insert(connection, rows);
            return true;
        });
    }

    /** See {@link Records#rows}. */
    public Part rows(List<Paper> papers) {
        return rows.of(papers);
    }

    private static boolean waits(boolean survivesPowerCut) {
        return survivesPowerCut || TransactionSynchronizationManager.isActualTransactionActive();
    }

    /** One by itself needs no arrays. */
    private void keep(Paper paper, boolean waits) {
        Body body = Body.of(paper.json());
        jdbc.update(
                (waits ? "" : NOT_WAITING + " ")
                        + "INSERT INTO journal (rid, type, id, source, codec, body, about) SELECT ?, "
                        + Definitions.r4().number(paper.type()) + ", ?, ?, " + body.codec() + ", ?, ?"
                        + (waits ? "" : " FROM mode"),
                statement -> {
                    statement.setLong(1, ids.next());
                    statement.setString(2, paper.id().orElse(null));
                    statement.setString(3, paper.source().value());
                    statement.setBytes(4, body.bytes());
                    statement.setString(5, paper.about().orElse(null));
                });
    }

    /** Keeps a paper by the statement that finds what it tells of, if it finds it; the rows are what is found. */
    public Sql keeping(Paper paper, Sql found) {
        Body body = Body.of(paper.json());
        return new Sql()
                .add(NOT_WAITING + ", found AS MATERIALIZED (")
                .add(found)
                .add(
                        "), kept AS (INSERT INTO journal (rid, type, source, codec, body, about) SELECT ?, "
                                + Definitions.r4().number(paper.type()) + ", ?, " + body.codec()
                                + ", ?, ? FROM found, mode) SELECT * FROM found",
                        ids.next(),
                        paper.source().value(),
                        body.bytes(),
                        paper.about().orElseThrow());
    }

    private static void insert(Connection connection, Part rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(rows.sql())) {
            int number = 1;
            for (Part.Column column : rows.columns()) {
                statement.setArray(number++, connection.createArrayOf(column.type(), column.values()));
            }
            statement.execute();
        }
    }

    /** See {@link Records#takeBack}. */
    public List<Paper> takeBack(Collection<String> named) {
        return jdbc.query(
                "DELETE FROM journal WHERE id = ANY(?)" + RETURNING,
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("text", named.toArray())),
                (row, index) -> paper(row));
    }

    private static Paper paper(ResultSet row) throws SQLException {
        return new Paper(
                Definitions.r4().name(row.getInt("type")),
                Optional.ofNullable(row.getString("id")),
                new OrganizationId(row.getString("source")),
                new Body(row.getShort("codec"), row.getBytes("body")).json());
    }

    /** Files what is kept and may be shown if one of these types is about to be read; an empty set stands for all. */
    public void before(Set<String> types, Visibility visibility) {
        if (types.isEmpty() || types.stream().anyMatch(TYPES::contains)) {
            fileFor(visibility);
        }
    }

    /** As {@link #before}, for one resource. A paper without an id gets one when it is filed: nobody can name it before. */
    public void beforeReading(ResourceId id) {
        if (TYPES.contains(id.type())) {
            file(Which.ofNobody(Long.MAX_VALUE));
        }
    }

    /** As {@link #before}, for a query that may reach other types by includes and chains. */
    public void beforeSearching(Optional<String> type, String query, Visibility visibility) {
        if (QueryParser.pairs(query).stream().anyMatch(Journal::mayReachPapers)) {
            fileFor(visibility);
        } else {
            before(type.map(Set::of).orElse(Set.of()), visibility);
        }
    }

    private static boolean mayReachPapers(QueryParser.Pair pair) {
        return pair.name().startsWith("_revinclude")
                || TYPES.stream()
                        .anyMatch(type ->
                                pair.name().contains(type) || pair.value().contains(type));
    }

    /**
     * What is kept under an id counts as being there. Senders' own Provenances pass: no paper can have their ids. Audit
     * events are changed by nobody.
     */
    public void beforeChanging(String type, Optional<String> id, boolean conditionally) {
        boolean named = id.filter(RowIds::mayHaveMade).isPresent();
        if (TYPES.contains(type) && (named || conditionally)) {
            file(Which.ofNobody(Long.MAX_VALUE));
        }
    }

    /** Files all that was kept before this call and that this visibility might show. */
    private void fileFor(Visibility visibility) {
        file(Which.ofNobody(Long.MAX_VALUE));
        switch (visibility) {
            case Visibility.Everything everything -> file(Which.left(Long.MAX_VALUE));
            case Visibility.Limited limited -> {
                Set<String> patients = limited.windows().stream()
                        .filter(window -> window.isSelf() || window.types().contains(EVENTS))
                        .map(Window::patientId)
                        .collect(Collectors.toSet());
                if (!patients.isEmpty()) {
                    file(Which.about(patients));
                }
            }
        }
    }

    /** Papers that should have been filed by now, or those that the store did not take. */
    public long count(boolean stuck) {
        Long papers = stuck
                ? jdbc.queryForObject("SELECT count(*) FROM journal WHERE stuck", Long.class)
                : jdbc.queryForObject(
                        "SELECT (SELECT count(*) FROM journal WHERE about IS NULL AND NOT stuck) + (SELECT count(*) FROM "
                                + "journal WHERE about IS NOT NULL AND NOT stuck AND rid < ?)",
                        Long.class,
                        ids.before(LEFT));
        return papers == null ? 0 : papers;
    }

    /** Files what waits for nobody. */
    void fileDue() {
        file(Which.ofNobody(ids.before(PATIENCE)));
        file(Which.left(ids.before(LEFT)));
    }

    private void file(Which which) {
        // Not EXISTS: that would be planned without the order, and may read the whole journal to find nothing.
        Boolean something =
                jdbc.queryForObject("SELECT (" + which.first() + ") IS NOT NULL", Boolean.class, which.value(), 1);
        boolean more = Boolean.TRUE.equals(something);
        while (more) {
            more = filed(which) == AT_ONCE;
        }
    }

    private int filed(Which which) {
        try {
            return file(which, AT_ONCE);
        } catch (Problem e) {
            return fileOneByOne(which);
        }
    }

    /** One paper that the store does not take must not hide the others: it is set aside, and stays. */
    private int fileOneByOne(Which which) {
        int filed = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            try {
                filed += file(which, 1);
            } catch (Problem e) {
                log.error("a paper was set aside in the journal: {}", e.kind());
                filed += jdbc.update(
                        "UPDATE journal SET stuck = true WHERE rid = (" + which.first() + ")", which.value(), 1);
            }
        }
        return filed;
    }

    private int file(Which which, int most) {
        Integer filed = transactions.execute(status -> {
            if (status.isNewTransaction()) {
                jdbc.execute("SET LOCAL synchronous_commit TO off");
            }
            List<Paper> kept = jdbc.query(
                    "DELETE FROM journal WHERE rid = ANY(ARRAY(" + which.first() + " FOR UPDATE))" + RETURNING,
                    (row, index) -> paper(row),
                    which.value(),
                    most);
            kept.stream()
                    .collect(Collectors.groupingBy(
                            Paper::source, Collectors.mapping(Journal::write, Collectors.toList())))
                    .forEach((source, writes) -> store.accept(writes, source));
            return kept.size();
        });
        return filed == null ? 0 : filed;
    }

    private static Write write(Paper paper) {
        return paper.id().isPresent()
                ? new Write.Put(new ResourceId(paper.type(), paper.id().get()), paper.json(), OptionalLong.empty())
                : new Write.Create(paper.type(), paper.json());
    }
}
