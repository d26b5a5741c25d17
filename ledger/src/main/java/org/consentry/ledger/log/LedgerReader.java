package org.consentry.ledger.log;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.InclusionProof;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.EntryBundle;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.Tile;
import org.consentry.ledger.tile.TilePath;
import org.consentry.ledger.tile.TileTree;

/**
 * Answers from the published log: checkpoint, tiles, bundles, receipts and entries.
 *
 * <p>Shows nothing that no checkpoint covers, never waits for the sequencer, and may be used from several threads. Who may
 * see an entry is the caller's question.
 */
public final class LedgerReader {
    private static final int MOST_IN_PAGE = 1000;

    private final LedgerStore store;

    public LedgerReader(LedgerStore store) {
        this.store = store;
    }

    /** The checkpoint published last. */
    public Optional<SignedCheckpoint> checkpoint() {
        return store.published();
    }

    /**
     * Published checkpoints, latest first. The entries between two are what people are shown as a block.
     *
     * @param below only those of smaller trees; {@link Long#MAX_VALUE} to start
     */
    public List<SignedCheckpoint> checkpoints(long below, int limit) {
        return store.checkpoints(below, page(limit));
    }

    /** The bytes of a resource of the log, or nothing if no published checkpoint has it. */
    public Optional<byte[]> resource(LogPath path) {
        Optional<SignedCheckpoint> published = store.published();
        long size = published.map(SignedCheckpoint::size).orElse(0L);
        return switch (path) {
            case LogPath.CheckpointPath latest ->
                published.map(checkpoint -> checkpoint.note().bytes());
            case TilePath tile ->
                tile.isWithin(size) ? Optional.of(store.tile(tile).bytes()) : Optional.empty();
            case BundlePath bundle -> bundle.isWithin(size) ? Optional.of(bundle(bundle)) : Optional.empty();
        };
    }

    /** The receipt of the entry at an index. The same at every call. */
    public ProofAnswer proof(long index) {
        if (index < 0 || index >= store.head().size()) {
            return new ProofAnswer.Unknown();
        }
        Optional<SignedCheckpoint> checkpoint = store.publishedCovering(index);
        if (checkpoint.isEmpty()) {
            return new ProofAnswer.NotYetPublished(index);
        }
        LoggedEntry entry = require(index);
        TileTree tree = new TileTree(checkpoint.get().size(), store);
        return new ProofAnswer.Proved(entry, receipt(entry, tree, checkpoint.get()));
    }

    /**
     * The receipts of those entries that a published checkpoint covers, each the one that {@link #proof(Hash)} gives. The
     * store is asked once for all entries, once a checkpoint and once a tile.
     */
    public Map<Hash, ProofAnswer.Proved> receipts(Collection<Hash> digests) {
        Map<Hash, ProofAnswer.Proved> receipts = new HashMap<>();
        Map<TilePath, Tile> read = new HashMap<>();
        Optional<SignedCheckpoint> covering = Optional.empty();
        TileTree tree = new TileTree(0, store);
        for (LoggedEntry logged : store.entriesWith(digests)) {
            long index = logged.index();
            // In the order of indexes: the smallest tree that has one entry is the smallest for all it has beyond.
            if (covering.filter(checkpoint -> index < checkpoint.size()).isEmpty()) {
                covering = store.publishedCovering(index);
                if (covering.isEmpty()) {
                    break;
                }
                tree = new TileTree(covering.get().size(), path -> read.computeIfAbsent(path, store::tile));
            }
            receipts.put(
                    logged.entry().digest(), new ProofAnswer.Proved(logged, receipt(logged, tree, covering.get())));
        }
        return receipts;
    }

    private static TlogProof receipt(LoggedEntry logged, TileTree tree, SignedCheckpoint checkpoint) {
        InclusionProof inclusion = tree.inclusion(logged.index());
        if (!inclusion.proves(
                logged.entry().digest(), checkpoint.checkpoint().head().root())) {
            throw new StoreFailure("entry " + logged.index() + " is not the one that was signed");
        }
        return new TlogProof(inclusion, checkpoint)
                .withExtra(new ReceiptExtra(logged.entry(), Optional.empty()).bytes());
    }

    /** The receipt of the entry with that digest. */
    public ProofAnswer proof(Hash digest) {
        OptionalLong index = store.indexOf(digest);
        return index.isPresent() ? proof(index.getAsLong()) : new ProofAnswer.Unknown();
    }

    /**
     * Receipts of several published entries, all against one checkpoint, the one published last: what a report carries.
     * Tiles are read once for all of them.
     */
    public List<TlogProof> proofs(Collection<LoggedEntry> entries) {
        Optional<SignedCheckpoint> published = store.published();
        if (entries.isEmpty() || published.isEmpty()) {
            return List.of();
        }
        SignedCheckpoint checkpoint = published.get();
        Map<TilePath, Tile> read = new HashMap<>();
        TileTree tree = new TileTree(checkpoint.size(), path -> read.computeIfAbsent(path, store::tile));
        return entries.stream().map(logged -> receipt(logged, tree, checkpoint)).toList();
    }

    /**
     * That the published tree continues an older one.
     *
     * @return nothing if the published tree is smaller
     */
    public Optional<ConsistencyProof> consistency(long oldSize) {
        return store.published()
                .filter(checkpoint -> oldSize >= 0 && oldSize <= checkpoint.size())
                .map(checkpoint -> new TileTree(checkpoint.size(), store).consistency(oldSize));
    }

    /** The entry at an index, if published. */
    public Optional<LoggedEntry> entry(long index) {
        long size = store.published().map(SignedCheckpoint::size).orElse(0L);
        return index < 0 || index >= size ? Optional.empty() : Optional.of(require(index));
    }

    /** The entry with that digest, if published. */
    public Optional<LoggedEntry> entry(Hash digest) {
        OptionalLong index = store.indexOf(digest);
        return index.isPresent() ? entry(index.getAsLong()) : Optional.empty();
    }

    /**
     * Published entries about any of these subjects, latest first.
     *
     * @param subjects names that may be one person's; as many questions to the store for a hundred as for one
     * @param below only those with smaller indexes; {@link Long#MAX_VALUE} to start
     */
    public List<LoggedEntry> entriesOf(Set<Pseudonym> subjects, long below, int limit) {
        return store.entriesOf(subjects, Math.min(below, publishedSize()), page(limit));
    }

    /**
     * Published entries, latest first.
     *
     * @param below only those with smaller indexes; {@link Long#MAX_VALUE} to start
     */
    public List<LoggedEntry> latest(long below, int limit) {
        long to = Math.max(0, Math.min(below, publishedSize()));
        long from = Math.max(0, to - page(limit));
        return store.entries(from, (int) (to - from)).reversed();
    }

    /**
     * Published entries in their order.
     *
     * @param from the first
     * @param to the one after the last; no more than a page is given
     */
    public List<LoggedEntry> range(long from, long to) {
        long end = Math.min(to, publishedSize());
        return from < 0 || from >= end ? List.of() : store.entries(from, (int) Math.min(end - from, MOST_IN_PAGE));
    }

    /**
     * The index of the first published entry that is younger than a time; the size of the published tree if none is.
     *
     * <p>Entries are logged in about the order in which they happened: neighbors may be a few seconds the wrong way round.
     */
    public long firstAfter(Instant time) {
        long low = 0;
        long high = publishedSize();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (require(middle).entry().time().isAfter(time)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Entries that a published checkpoint covers. */
    public long publishedSize() {
        return store.published().map(SignedCheckpoint::size).orElse(0L);
    }

    private byte[] bundle(BundlePath path) {
        return EntryBundle.encode(store.entries(path.firstEntry(), path.width()).stream()
                .map(logged -> logged.entry().bytes())
                .toList());
    }

    private LoggedEntry require(long index) {
        List<LoggedEntry> found = store.entries(index, 1);
        if (found.size() != 1) {
            throw new StoreFailure("entry " + index + " is missing");
        }
        return found.get(0);
    }

    private static int page(int limit) {
        return Math.max(0, Math.min(limit, MOST_IN_PAGE));
    }
}
