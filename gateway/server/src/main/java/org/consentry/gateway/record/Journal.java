package org.consentry.gateway.record;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.TableRows.Column;
import org.consentry.gateway.record.TableRows.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Audit events between their commit and their place in the store.
 *
 * An audit event has some twenty index rows, which cost PostgreSQL three times as much as reading the resource it tells
 * of. Nobody needs them before somebody looks. So an event is kept in two steps: its bytes go to the journal, whose
 * one statement is what a reader waits for, and a loop files what has gathered by the hundred, where COPY makes a row
 * cost a tenth. Filing removes from the journal and adds to the store in one transaction: an event is in exactly one
 * of them at any moment, and a crash undoes both or neither.
 *
 * Nobody can tell the difference: whoever asks for audit events files first. Two replicas that file at once wait for
 * each other at the rows of the journal, so that who comes second finds everything filed.
 */
final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** What is kept here. */
    static final String TYPE = "AuditEvent";

    private static final int AT_ONCE = 500;
    private static final List<Column> COLUMNS =
            List.of(new Column("rid", Kind.INT8), new Column("codec", Kind.INT2), new Column("body", Kind.BYTEA));

    /** Within the statement's own transaction: the disk is told soon, and nobody waits for it. */
    private static final String NOT_WAITING =
            "WITH mode AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) ";

    private static final String FIRST = "SELECT rid FROM journal WHERE NOT stuck ORDER BY rid LIMIT ";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final RowIds ids;
    private final Consumer<List<Write>> store;

    /** @param store files resources on the gateway's account, in the transaction it is called in */
    Journal(JdbcTemplate jdbc, PlatformTransactionManager transactions, RowIds ids, Consumer<List<Write>> store) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.ids = ids;
        this.store = store;
    }

    /** See {@link Records#keep}. */
    void keep(List<byte[]> events, boolean survivesPowerCut) {
        TableRows rows = new TableRows("journal", COLUMNS);
        for (byte[] event : events) {
            Body body = Body.of(event);
            rows.add(ids.next(), body.codec(), body.bytes());
        }
        boolean waits = survivesPowerCut || TransactionSynchronizationManager.isActualTransactionActive();
        String sql = (waits ? "" : NOT_WAITING) + "INSERT INTO journal (" + rows.names() + ") SELECT n.* FROM "
                + rows.unnest() + " AS n(" + rows.names() + ")" + (waits ? "" : ", mode");
        jdbc.execute((Connection connection) -> {
            insert(connection, sql, rows);
            return true;
        });
    }

    private static void insert(Connection connection, String sql, TableRows rows) throws SQLException {
        List<Array> arrays = new ArrayList<>();
        rows.arrays(connection, arrays);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arrays.size(); i++) {
                statement.setArray(i + 1, arrays.get(i));
            }
            statement.execute();
        }
    }

    /** Files what is kept if resources of this type, or of any when it is empty, are about to be read. */
    void beforeReading(Optional<String> type) {
        if (type.map(TYPE::equals).orElse(true)) {
            file();
        }
    }

    /** As {@link #beforeReading(Optional)}, for a query that may reach other types by includes and chains. */
    void beforeSearching(Optional<String> type, String query) {
        if (query.contains(TYPE) || query.contains("_revinclude")) {
            file();
        } else {
            beforeReading(type);
        }
    }

    /** Files all that was kept before this call. */
    void file() {
        Boolean something = jdbc.queryForObject("SELECT EXISTS (SELECT 1 FROM journal WHERE NOT stuck)", Boolean.class);
        boolean more = Boolean.TRUE.equals(something);
        while (more) {
            more = filed() == AT_ONCE;
        }
    }

    private int filed() {
        try {
            return file(AT_ONCE);
        } catch (Problem e) {
            return fileOneByOne();
        }
    }

    /** One event that the store does not take must not hide the others: it is set aside, and stays. */
    private int fileOneByOne() {
        int filed = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            try {
                filed += file(1);
            } catch (Problem e) {
                log.error("an audit event was set aside in the journal: {}", e.kind());
                filed += jdbc.update("UPDATE journal SET stuck = true WHERE rid = (" + FIRST + "1)");
            }
        }
        return filed;
    }

    private int file(int most) {
        Integer filed = transactions.execute(status -> {
            if (status.isNewTransaction()) {
                jdbc.execute("SET LOCAL synchronous_commit TO off");
            }
            List<Write> kept = new ArrayList<>(jdbc.query(
                    "DELETE FROM journal WHERE rid IN (" + FIRST + most + " FOR UPDATE) RETURNING codec, body",
                    (row, index) ->
                            new Write.Create(TYPE, new Body(row.getShort("codec"), row.getBytes("body")).json())));
            if (!kept.isEmpty()) {
                store.accept(kept);
            }
            return kept.size();
        });
        return filed == null ? 0 : filed;
    }
}
