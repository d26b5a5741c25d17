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
 * A crash before the commit leaves everything as it was, and the entries still wait. A crash after it, before the caller
 * hears, leaves entries with an index and no checkpoint; the next round publishes them.
 */
/** Moves waiting entries into the log. Lives for one transaction. */
final class SequencingTransaction {
    /** "ledger" on a telephone's keys: tells our advisory locks from those of others in the database. */
    private static final int LOCK_CLASS = 533437;

    private static final String PIN_PLANS = """
            SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)
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

    private static final String TILES = """
            INSERT INTO ledger_tile (log, level, index, hashes)
            SELECT ?, t.level, t.index, t.hashes
            FROM unnest(?::smallint[], ?::bigint[], ?::bytea[]) AS t (level, index, hashes)
            ON CONFLICT (log, level, index) DO UPDATE SET hashes = excluded.hashes
            """;

    private final Connection connection;
    private final short log;

    SequencingTransaction(Connection connection, short log) {
        this.connection = connection;
        this.log = log;
    }

    Sequencing run(int limit) throws SQLException {
        if (!Statements.list(
                        connection,
                        "SELECT pg_try_advisory_xact_lock(?, ?)",
                        row -> row.getBoolean(1),
                        LOCK_CLASS,
                        (int) log)
                .get(0)) {
            return new Sequencing.Contended();
        }
        Statements.run(connection, PIN_PLANS);
        if (Statements.first(connection, "SELECT 1 FROM ledger_pending WHERE log = ? LIMIT 1", row -> 1, log)
                .isEmpty()) {
            return new Sequencing.Idle();
        }
        TreeHead before = PostgresLedgerStore.head(connection, log);
        RightEdge edge = RightEdge.load(before.size(), edgeTiles(before.size())::at);
        if (!edge.head().equals(before)) {
            throw new StoreFailure("the stored right edge does not have the stored root");
        }
        return move(limit, edge);
    }

    private Sequencing move(int limit, RightEdge edge) throws SQLException {
        List<Moved> rows = Statements.list(connection, MOVE, Moved::read, log, limit, log, log, edge.size());
        int taken = rows.get(0).taken();
        List<Hash> added = rows.stream().flatMap(row -> row.digest().stream()).toList();
        if (added.isEmpty()) {
            return new Sequencing.Sequenced(edge.head(), 0, taken == limit);
        }
        RightEdge.Growth growth = edge.grow(added);
        store(growth.changed());
        TreeHead head = growth.edge().head();
        Statements.run(
                connection,
                "UPDATE ledger_log SET size = ?, root = ? WHERE log = ?",
                head.size(),
                head.root().bytes(),
                log);
        // Delivered if and when this commits. Only sequencers notify, and only one at a time commits anyway.
        Statements.run(connection, "SELECT pg_notify('ledger_entries', ?)", log + " " + head.size());
        return new Sequencing.Sequenced(head, added.size(), taken == limit);
    }

    private void store(List<Tile> tiles) throws SQLException {
        Object[] levels =
                tiles.stream().map(tile -> (short) tile.path().level()).toArray();
        Object[] indexes = tiles.stream().map(tile -> tile.path().index()).toArray();
        byte[][] hashes = tiles.stream().map(Tile::bytes).toArray(byte[][]::new);
        Statements.run(
                connection,
                TILES,
                log,
                connection.createArrayOf("int2", levels),
                connection.createArrayOf("int8", indexes),
                connection.createArrayOf("bytea", hashes));
    }

    private Tiles edgeTiles(long size) throws SQLException {
        List<TilePath> paths = RightEdge.paths(size);
        Object[] levels = paths.stream().map(path -> (short) path.level()).toArray();
        Object[] indexes = paths.stream().map(TilePath::index).toArray();
        Map<Integer, byte[]> byLevel = new HashMap<>();
        Statements.list(
                        connection,
                        """
                        SELECT t.level, t.hashes FROM ledger_tile t
                        JOIN unnest(?::smallint[], ?::bigint[]) AS e (level, index) USING (level, index)
                        WHERE t.log = ?
                        """,
                        row -> Map.entry(row.getInt(1), row.getBytes(2)),
                        connection.createArrayOf("int2", levels),
                        connection.createArrayOf("int8", indexes),
                        log)
                .forEach(tile -> byLevel.put(tile.getKey(), tile.getValue()));
        return new Tiles(byLevel);
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
