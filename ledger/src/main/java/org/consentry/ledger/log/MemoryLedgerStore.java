package org.consentry.ledger.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.tile.MissingTile;
import org.consentry.ledger.tile.RightEdge;
import org.consentry.ledger.tile.Tile;
import org.consentry.ledger.tile.TilePath;

/** A log that ends with the process: for tests and trials. Survives no power cut, and so breaks that one promise. */
public final class MemoryLedgerStore implements LedgerStore {
    private final String origin;
    private final Map<Hash, Entry> pending = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Hash, Long> indexes = new HashMap<>();
    private final Map<TilePath, Tile> tiles = new HashMap<>();
    private final PublishedCheckpoints published = new PublishedCheckpoints();
    private RightEdge edge = RightEdge.empty();

    /** Starts an empty log. */
    public MemoryLedgerStore(String origin) {
        this.origin = origin;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public synchronized void submit(Collection<Entry> submitted) {
        submitted.forEach(entry -> pending.putIfAbsent(entry.digest(), entry));
    }

    @Override
    public synchronized Sequencing sequence(int limit) {
        if (pending.isEmpty()) {
            return new Sequencing.Idle();
        }
        List<Hash> taken = pending.keySet().stream().limit(limit).toList();
        List<Hash> fresh =
                taken.stream().filter(digest -> !indexes.containsKey(digest)).toList();
        RightEdge.Growth growth = edge.grow(fresh);
        for (Hash digest : fresh) {
            indexes.put(digest, (long) entries.size());
            entries.add(pending.get(digest));
        }
        pending.keySet().removeAll(taken);
        growth.changed().forEach(tile -> tiles.put(place(tile.path()), tile));
        edge = growth.edge();
        return new Sequencing.Sequenced(edge.head(), fresh.size(), !pending.isEmpty());
    }

    @Override
    public synchronized TreeHead head() {
        return edge.head();
    }

    @Override
    public synchronized Optional<SignedCheckpoint> published() {
        return published.last();
    }

    @Override
    public synchronized Optional<SignedCheckpoint> publishedCovering(long index) {
        return published.covering(index);
    }

    @Override
    public synchronized List<SignedCheckpoint> checkpoints(long below, int limit) {
        return published.below(below, limit);
    }

    @Override
    public synchronized Publication publish(SignedCheckpoint next, long previous) {
        if (!published.isNext(next, previous)) {
            return Publication.SUPERSEDED;
        }
        published.add(next);
        return Publication.PUBLISHED;
    }

    @Override
    public synchronized Tile tile(TilePath path) {
        Tile tile = tiles.get(place(path));
        if (tile == null || tile.path().width() < path.width()) {
            throw new MissingTile(path);
        }
        return tile.narrowedTo(path.width());
    }

    @Override
    public synchronized OptionalLong indexOf(Hash digest) {
        Long index = indexes.get(digest);
        return index == null ? OptionalLong.empty() : OptionalLong.of(index);
    }

    @Override
    public synchronized List<LoggedEntry> entries(long from, int count) {
        List<LoggedEntry> some = new ArrayList<>();
        for (long i = from; i < Math.min(from + count, entries.size()); i++) {
            some.add(new LoggedEntry(i, entries.get((int) i)));
        }
        return some;
    }

    @Override
    public synchronized List<LoggedEntry> entriesOf(Set<Pseudonym> subjects, long below, int limit) {
        List<LoggedEntry> some = new ArrayList<>();
        for (long i = Math.min(below, entries.size()) - 1; i >= 0 && some.size() < limit; i--) {
            Entry entry = entries.get((int) i);
            if (entry.subject().filter(subjects::contains).isPresent()) {
                some.add(new LoggedEntry(i, entry));
            }
        }
        return some;
    }

    private static TilePath place(TilePath path) {
        return new TilePath(path.level(), path.index(), 1);
    }
}
