package org.consentry.ledger.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.log.LedgerStore;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.Publication;
import org.consentry.ledger.log.Sequencing;
import org.consentry.ledger.log.StoreFailure;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.tile.MissingTile;
import org.consentry.ledger.tile.Tile;
import org.consentry.ledger.tile.TilePath;

/** A log in PostgreSQL. Any number of processes may use it; see {@link PostgresInbox} for writing beside records. */
public final class PostgresLedgerStore implements LedgerStore {
    private static final String ENTRIES = "SELECT index, bytes FROM ledger_entry WHERE log = ? ";

    private final Transactions transactions;
    private final String origin;
    private final short log;

    private PostgresLedgerStore(Transactions transactions, String origin, short log) {
        this.transactions = transactions;
        this.origin = origin;
        this.log = log;
    }

    /**
     * Opens the log of that name, and starts it if the database has none. The schema must be there.
     *
     * @param dataSource may be a pool; its connections are given back as they came
     */
    public static PostgresLedgerStore open(DataSource dataSource, String origin) {
        Transactions transactions = new Transactions(dataSource);
        short log = transactions.write("open the log", connection -> {
            // Looked up first: an insert that conflicts would use up an identity value at every start.
            Optional<Short> known = find(connection, origin);
            if (known.isEmpty()) {
                Statements.run(
                        connection,
                        "INSERT INTO ledger_log (origin) VALUES (?) ON CONFLICT (origin) DO NOTHING",
                        origin);
                known = find(connection, origin);
            }
            return known.orElseThrow();
        });
        return new PostgresLedgerStore(transactions, origin, log);
    }

    /** The door for entries that are to commit together with what they are about. */
    public PostgresInbox inbox() {
        return new PostgresInbox(log);
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public void submit(Collection<Entry> entries) {
        transactions.write("submit entries", connection -> {
            inbox().append(connection, entries);
            return entries.size();
        });
    }

    @Override
    public Sequencing sequence(int limit) {
        return transactions.writeUnsettled(
                "sequence entries", connection -> new SequencingTransaction(connection, log).run(limit));
    }

    @Override
    public TreeHead head() {
        return transactions.read("read the head", connection -> head(connection, log));
    }

    @Override
    public TreeHead settled() {
        return transactions.write("settle the tree", connection -> {
            TreeHead head = head(connection, log);
            // A transaction that wrote nothing does not wait for the disk. This one writes a message nobody reads,
            // after
            // the commit of whatever the statement before could see: its own wait is one for that commit too.
            Statements.run(connection, "SELECT pg_logical_emit_message(true, 'ledger', '')");
            return head;
        });
    }

    @Override
    public Optional<SignedCheckpoint> published() {
        return checkpoints(Long.MAX_VALUE, 1).stream().findFirst();
    }

    @Override
    public Optional<SignedCheckpoint> publishedCovering(long index) {
        return transactions.read(
                "read a checkpoint",
                connection -> Statements.first(
                        connection,
                        "SELECT note FROM ledger_checkpoint WHERE log = ? AND size > ? ORDER BY size LIMIT 1",
                        PostgresLedgerStore::checkpoint,
                        log,
                        index));
    }

    @Override
    public List<SignedCheckpoint> checkpoints(long below, int limit) {
        return transactions.read(
                "read checkpoints",
                connection -> Statements.list(
                        connection,
                        "SELECT note FROM ledger_checkpoint WHERE log = ? AND size < ? ORDER BY size DESC LIMIT ?",
                        PostgresLedgerStore::checkpoint,
                        log,
                        below,
                        limit));
    }

    @Override
    public Publication publish(SignedCheckpoint next, long previous) {
        int inserted = transactions.write("publish a checkpoint", connection -> {
            int rows = Statements.run(
                    connection, """
                    INSERT INTO ledger_checkpoint (log, size, previous, note)
                    SELECT l.log, ?, ?, ? FROM ledger_log l
                    WHERE l.log = ? AND ? = coalesce((SELECT max(size) FROM ledger_checkpoint WHERE log = ?), -1)
                    ON CONFLICT DO NOTHING
                    """, next.size(), previous, next.note().bytes(), log, previous, log);
            Statements.run(connection, "SELECT pg_notify('ledger_checkpoint', ?)", log + " " + next.size());
            return rows;
        });
        return inserted == 1 ? Publication.PUBLISHED : Publication.SUPERSEDED;
    }

    @Override
    public Tile tile(TilePath path) {
        byte[] hashes = transactions
                .read(
                        "read a tile",
                        connection -> Statements.first(
                                connection,
                                """
                                SELECT substring(hashes FOR ?) FROM ledger_tile
                                WHERE log = ? AND level = ? AND index = ? AND octet_length(hashes) >= ?
                                """,
                                row -> row.getBytes(1),
                                path.width() * Hash.LENGTH,
                                log,
                                path.level(),
                                path.index(),
                                path.width() * Hash.LENGTH))
                .orElseThrow(() -> new MissingTile(path));
        return new Tile(path, hashes);
    }

    @Override
    public OptionalLong indexOf(Hash digest) {
        return transactions
                .read(
                        "look up a digest",
                        connection -> Statements.first(
                                connection,
                                "SELECT index FROM ledger_entry WHERE log = ? AND digest = ?",
                                row -> OptionalLong.of(row.getLong(1)),
                                log,
                                digest.bytes()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public List<LoggedEntry> entries(long from, int count) {
        return transactions.read(
                "read entries",
                connection -> Statements.list(
                        connection,
                        ENTRIES + "AND index >= ? AND index < ? ORDER BY index",
                        PostgresLedgerStore::entry,
                        log,
                        from,
                        from + count));
    }

    @Override
    public List<LoggedEntry> entriesWith(Collection<Hash> digests) {
        byte[][] wanted = digests.stream().map(Hash::bytes).toArray(byte[][]::new);
        return transactions.read(
                "look up digests",
                connection -> Statements.list(
                        connection,
                        ENTRIES + "AND digest = ANY(?) ORDER BY index",
                        PostgresLedgerStore::entry,
                        log,
                        connection.createArrayOf("bytea", wanted)));
    }

    @Override
    public List<LoggedEntry> entriesOf(Set<Pseudonym> subjects, long below, int limit) {
        byte[][] wanted =
                subjects.stream().map(subject -> subject.mac().bytes()).toArray(byte[][]::new);
        return transactions.read(
                "read subjects' entries",
                connection -> Statements.list(
                        connection,
                        // Of each subject no more than may be given, so that a long record is not read to its
                        // beginning.
                        "SELECT e.index, e.bytes FROM unnest(?) AS s(wanted), LATERAL (" + ENTRIES
                                + "AND subject = s.wanted AND index < ? ORDER BY index DESC LIMIT ?) e "
                                + "ORDER BY e.index DESC LIMIT ?",
                        PostgresLedgerStore::entry,
                        connection.createArrayOf("bytea", wanted),
                        log,
                        below,
                        limit,
                        limit));
    }

    static TreeHead head(Connection connection, short log) throws SQLException {
        return Statements.first(
                        connection,
                        "SELECT size, root FROM ledger_log WHERE log = ?",
                        row -> new TreeHead(row.getLong(1), Hash.of(row.getBytes(2))),
                        log)
                .orElseThrow(() -> new StoreFailure("the log's row is gone"));
    }

    private static Optional<Short> find(Connection connection, String origin) throws SQLException {
        return Statements.first(
                connection, "SELECT log FROM ledger_log WHERE origin = ?", row -> row.getShort(1), origin);
    }

    private static SignedCheckpoint checkpoint(ResultSet row) throws SQLException {
        return SignedCheckpoint.parse(row.getBytes(1));
    }

    private static LoggedEntry entry(ResultSet row) throws SQLException {
        return new LoggedEntry(row.getLong(1), Entry.parse(row.getBytes(2)));
    }
}
