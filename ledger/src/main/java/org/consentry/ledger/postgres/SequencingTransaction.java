package org.consentry.ledger.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.ledger.log.Sequencing;
import org.consentry.ledger.log.StoreFailure;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.tile.MissingTile;
import org.consentry.ledger.tile.RightEdge;
import org.consentry.ledger.tile.Tile;
import org.consentry.ledger.tile.TilePath;

/*
 * One batch, one transaction: rows move from ledger_pending to ledger_entry, tiles and head follow, all or nothing.
 *
 * The entries never leave the database. Their digests do, 32 bytes each, and tiles come back: a batch of 4,096 entries
 * reads three partial tiles and writes about twenty.
 *
 * An advisory lock, released by commit or by the server when a process dies, keeps a second sequencer out. It is tried and
 * not waited for: whoever holds it will see our rows too. The lock is taken by a statement of its own, and only the
 * statements after it read: under read committed each takes a new snapshot, which then has everything the last holder
 * committed.
 *
 * The statistics of a queue are always of another moment, so the statement leaves the planner no choice that could be
 * quadratic: rows are deleted by their place (only a sequencer deletes, and nobody updates), and each digest is looked up
 * by a subquery of its own. Joins were tried: with tables believed to be empty, the planner compared every waiting row
 * with every taken one, and a backlog of 20,000 took a minute.
 *
 * An entry waits for two of these, and each statement is a journey to the server and back with two changes of threads, so
 * there are few of them: lock, read, move, write, commit.
 *
 * The commit does not wait for the disk. Every writer's commit does, and two that wait at once wait for each other: with
 * one client a round cost its next create as much as its own. What is moved here is there already, in another order; the
 * publisher, which gives it away, settles it first.
 *
 * A crash of a process before the commit leaves everything as it was, and the entries still wait. A crash after it, before
 * the caller hears, leaves entries with an index and no checkpoint; the next round publishes them. A power cut may undo
 * whole rounds, latest first: their entries wait again, which nobody outside can tell from having waited all the time.
 */
/** Moves waiting entries into the log. Lives for one transaction. */
final class SequencingTransaction {
    /** "ledger" on a telephone's keys: tells our advisory locks from those of others in the database. */
    private static final int LOCK_CLASS = 533437;

    /** The settings pin the plans of the statements that follow. */
    private static final String LOCK = """
            SELECT pg_try_advisory_xact_lock(?, ?),
                set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)
            """;

    /** Head, right edge and whether anything waits. Trees have fewer than 2^56 entries, so seven levels can be partial. */
    private static final String STATE = """
            SELECT l.size, l.root, EXISTS (SELECT 1 FROM ledger_pending p WHERE p.log = l.log), t.level, t.hashes
            FROM ledger_log l LEFT JOIN LATERAL (
                SELECT e.level, e.hashes FROM generate_series(0, 6) AS v (level)
                JOIN ledger_tile e
                    ON e.log = l.log AND e.level = v.level::smallint AND e.index = l.size >> (8 * (v.level + 1))) t
                ON true
            WHERE l.log = ?
            """;

    private static final String MOVE = """
            WITH taken AS MATERIALIZED (
                SELECT ctid AS place, digest, submission, position, kind, subject, at, bytes FROM ledger_pending
                WHERE log = ? ORDER BY submission, position LIMIT ?),
            gone AS (
                DELETE FROM ledger_pending WHERE ctid = ANY (ARRAY(SELECT place FROM taken))),
            fresh AS (
                SELECT t.*, row_number() OVER (ORDER BY submission, position) - 1 AS nth FROM taken t
                WHERE (SELECT e.index FROM ledger_entry e WHERE e.log = ? AND e.digest = t.digest) IS NULL),
            added AS (
                INSERT INTO ledger_entry (log, index, digest, kind, subject, at, bytes)
                SELECT ?, ? + nth, digest, kind, subject, at, bytes FROM fresh
                RETURNING index, digest)
            SELECT c.taken, a.digest FROM (SELECT count(*) AS taken FROM taken) c LEFT JOIN added a ON true
            ORDER BY a.index
            """;

    /** Notified if and when this commits. Only sequencers notify, and only one at a time commits anyway. */
    private static final String GROWN = """
            WITH head AS (
                UPDATE ledger_log SET size = ?, root = ? WHERE log = ?),
            tiles AS (
                INSERT INTO ledger_tile (log, level, index, hashes)
                SELECT ?, t.level, t.index, t.hashes
                FROM unnest(?::smallint[], ?::bigint[], ?::bytea[]) AS t (level, index, hashes)
                ON CONFLICT (log, level, index) DO UPDATE SET hashes = excluded.hashes)
            SELECT pg_notify('ledger_entries', ?)
            """;

    private final Connection connection;
    private final short log;

    SequencingTransaction(Connection connection, short log) {
        this.connection = connection;
        this.log = log;
    }

    Sequencing run(int limit) throws SQLException {
        if (!isLocked()) {
            return new Sequencing.Contended();
        }
        State state = State.read(connection, log);
        if (!state.waiting()) {
            return new Sequencing.Idle();
        }
        TreeHead before = state.head();
        RightEdge edge = RightEdge.load(before.size(), state.edge()::at);
        if (!edge.head().equals(before)) {
            throw new StoreFailure("the stored right edge does not have the stored root");
        }
        return move(limit, edge);
    }

    private boolean isLocked() throws SQLException {
        return Statements.list(connection, LOCK, row -> row.getBoolean(1), LOCK_CLASS, (int) log)
                .getFirst();
    }

    private Sequencing move(int limit, RightEdge edge) throws SQLException {
        List<Moved> rows = Statements.list(connection, MOVE, Moved::read, log, limit, log, log, edge.size());
        int taken = rows.get(0).taken();
        List<Hash> added = rows.stream().flatMap(row -> row.digest().stream()).toList();
        if (added.isEmpty()) {
            return new Sequencing.Sequenced(edge.head(), 0, taken == limit);
        }
        RightEdge.Growth growth = edge.grow(added);
        TreeHead head = growth.edge().head();
        store(growth.changed(), head);
        return new Sequencing.Sequenced(head, added.size(), taken == limit);
    }

    private void store(List<Tile> tiles, TreeHead head) throws SQLException {
        Object[] levels =
                tiles.stream().map(tile -> (short) tile.path().level()).toArray();
        Object[] indexes = tiles.stream().map(tile -> tile.path().index()).toArray();
        byte[][] hashes = tiles.stream().map(Tile::bytes).toArray(byte[][]::new);
        Statements.run(
                connection,
                GROWN,
                head.size(),
                head.root().bytes(),
                log,
                log,
                connection.createArrayOf("int2", levels),
                connection.createArrayOf("int8", indexes),
                connection.createArrayOf("bytea", hashes),
                log + " " + head.size());
    }

    /** What the log is before this transaction changes it. */
    private record State(TreeHead head, boolean waiting, Tiles edge) {
        static State read(Connection connection, short log) throws SQLException {
            Map<Integer, byte[]> byLevel = new HashMap<>();
            List<State> rows = Statements.list(
                    connection,
                    STATE,
                    row -> {
                        byte[] hashes = row.getBytes(5);
                        if (hashes != null) {
                            byLevel.put(row.getInt(4), hashes);
                        }
                        TreeHead head = new TreeHead(row.getLong(1), Hash.of(row.getBytes(2)));
                        return new State(head, row.getBoolean(3), new Tiles(byLevel));
                    },
                    log);
            return rows.stream().findFirst().orElseThrow(() -> new StoreFailure("the log's row is gone"));
        }
    }

    private record Tiles(Map<Integer, byte[]> byLevel) {
        Tile at(TilePath path) {
            byte[] hashes = byLevel.get(path.level());
            if (hashes == null) {
                throw new MissingTile(path);
            }
            return new Tile(path, hashes);
        }
    }

    private record Moved(int taken, Optional<Hash> digest) {
        static Moved read(ResultSet row) throws SQLException {
            return new Moved(row.getInt(1), Optional.ofNullable(row.getBytes(2)).map(Hash::of));
        }
    }
}
