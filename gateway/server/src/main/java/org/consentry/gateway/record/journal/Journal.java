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
 * Nobody can tell the difference: whoever asks for papers files first. Two replicas that file at once wait for each
 * other at the rows of the journal, so that who comes second finds everything filed.
 */
public final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** What is kept here. */
    private static final Set<String> TYPES = Set.of("AuditEvent", "Provenance");

    private static final int AT_ONCE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Within the statement's own transaction: the disk is told soon, and nobody waits for it. */
    private static final String NOT_WAITING =
            "WITH mode AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) ";

    private static final String FIRST =
            "SELECT rid FROM journal WHERE NOT stuck AND (id IS NULL OR rid < ?) ORDER BY rid LIMIT ?";

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
        boolean waits = survivesPowerCut || TransactionSynchronizationManager.isActualTransactionActive();
        Part rows = waits ? this.rows.of(papers) : this.rows.of(papers, NOT_WAITING, ", mode");
        jdbc.execute((Connection connection) -> {
            insert(connection, rows);
            return true;
        });
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

    /** Files what is kept if one of these types is about to be read or written; an empty set stands for all. */
    public void before(Set<String> types) {
        if (types.isEmpty() || types.stream().anyMatch(TYPES::contains)) {
            fileAll();
        }
    }

    /** As {@link #before}, for a query that may reach other types by includes and chains. */
    public void beforeSearching(Optional<String> type, String query) {
        if (QueryParser.pairs(query).stream().anyMatch(Journal::mayReachPapers)) {
            fileAll();
        } else {
            before(type.map(Set::of).orElse(Set.of()));
        }
    }

    private static boolean mayReachPapers(QueryParser.Pair pair) {
        return pair.name().startsWith("_revinclude")
                || TYPES.stream()
                        .anyMatch(type ->
                                pair.name().contains(type) || pair.value().contains(type));
    }

    /** What is kept under an id counts as being there. Senders' own Provenances pass: no paper can have their ids. */
    public void beforeChanging(String type, Optional<String> id, boolean conditionally) {
        boolean named = id.filter(RowIds::mayHaveMade).isPresent();
        if (TYPES.contains(type) && (named || conditionally)) {
            fileAll();
        }
    }

    /** Files all that was kept before this call. */
    void fileAll() {
        Boolean something = jdbc.queryForObject("SELECT EXISTS (SELECT 1 FROM journal WHERE NOT stuck)", Boolean.class);
        if (Boolean.TRUE.equals(something)) {
            file(Long.MAX_VALUE);
        }
    }

    /** Papers that wait to be filed, or those that the store did not take. */
    public long count(boolean stuck) {
        Long papers = jdbc.queryForObject("SELECT count(*) FROM journal WHERE stuck = ?", Long.class, stuck);
        return papers == null ? 0 : papers;
    }

    /** Files what waits for nobody. */
    void fileDue() {
        file(ids.before(PATIENCE));
    }

    private void file(long named) {
        boolean more = true;
        while (more) {
            more = filed(named) == AT_ONCE;
        }
    }

    private int filed(long named) {
        try {
            return file(named, AT_ONCE);
        } catch (Problem e) {
            return fileOneByOne(named);
        }
    }

    /** One paper that the store does not take must not hide the others: it is set aside, and stays. */
    private int fileOneByOne(long named) {
        int filed = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            try {
                filed += file(named, 1);
            } catch (Problem e) {
                log.error("a paper was set aside in the journal: {}", e.kind());
                filed += jdbc.update("UPDATE journal SET stuck = true WHERE rid = (" + FIRST + ")", named, 1);
            }
        }
        return filed;
    }

    private int file(long named, int most) {
        Integer filed = transactions.execute(status -> {
            if (status.isNewTransaction()) {
                jdbc.execute("SET LOCAL synchronous_commit TO off");
            }
            List<Paper> kept = jdbc.query(
                    "DELETE FROM journal WHERE rid IN (" + FIRST + " FOR UPDATE)" + RETURNING,
                    (row, index) -> paper(row),
                    named,
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
