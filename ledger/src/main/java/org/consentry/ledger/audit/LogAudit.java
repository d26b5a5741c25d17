package org.consentry.ledger.audit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.EntryBundle;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.RightEdge;
import org.consentry.ledger.tile.Tile;

/*
 * A full audit trusts no stored hash. The tree is grown again from the entries, bundle by bundle, exactly as the log grew
 * it; every tile that this makes is compared with the published one, and at the end the root with the signed one. Memory
 * is the right edge: a few tiles, whatever the size of the log.
 */
/** Checks a whole log: that entries, tiles and the signed checkpoint say the same. */
public final class LogAudit {
    /** Hears how far an audit or a copy is. */
    @FunctionalInterface
    public interface Progress {
        /** {@code done} of {@code total} entries. */
        void at(long done, long total);
    }

    /** Receives what has been checked, in order. */
    interface Checked {
        void resource(LogPath path, byte[] bytes) throws IOException;
    }

    private final PublishedLog log;
    private final Policy policy;
    private final Progress progress;

    public LogAudit(PublishedLog log, Policy policy, Progress progress) {
        this.log = log;
        this.policy = policy;
        this.progress = progress;
    }

    /**
     * Audits the log from its first entry.
     *
     * @throws IOException if a resource cannot be read; what cannot be read is not sound, but not proved damaged either
     */
    public Finding run() throws IOException {
        SignedCheckpoint signed = SignedCheckpoint.parse(log.fetch(new LogPath.CheckpointPath()));
        return policy.judge(signed) instanceof Verdict.Refused refused
                ? new Finding.Untrusted(refused.reason())
                : replay(RightEdge.empty(), signed, (path, bytes) -> {});
    }

    /** Replays from an edge that is known to be good to the end of a judged checkpoint. */
    Finding replay(RightEdge from, SignedCheckpoint signed, Checked checked) throws IOException {
        long size = signed.size();
        RightEdge edge = from;
        while (edge.size() < size) {
            BundlePath path = BundlePath.inTree(edge.size() / LogPath.FULL, size);
            byte[] bundle = log.fetch(path);
            List<Hash> leaves;
            try {
                leaves = EntryBundle.decode(bundle, path.width()).stream()
                        .map(Hash::leaf)
                        .toList();
            } catch (Malformed broken) {
                return new Finding.Damaged(path);
            }
            int known = edge.lastLeaves().size();
            if (!leaves.subList(0, known).equals(edge.lastLeaves())) {
                return new Finding.Damaged(path);
            }
            RightEdge.Growth growth = edge.grow(leaves.subList(known, leaves.size()));
            // Tiles that are partial here grow on with the next bundle; the last ones are looked at in the end.
            Optional<LogPath> damaged =
                    compare(growth.changed().stream().filter(LogAudit::isFull).toList(), checked);
            if (damaged.isPresent()) {
                return new Finding.Damaged(damaged.get());
            }
            checked.resource(path, bundle);
            edge = growth.edge();
            progress.at(edge.size(), size);
        }
        Optional<LogPath> damaged = compare(edge.tiles(), checked);
        if (damaged.isPresent()) {
            return new Finding.Damaged(damaged.get());
        }
        return edge.head().equals(signed.checkpoint().head())
                ? new Finding.Sound(signed)
                : new Finding.Damaged(new LogPath.CheckpointPath());
    }

    /** The first of the tiles that is published otherwise. */
    private Optional<LogPath> compare(List<Tile> tiles, Checked checked) throws IOException {
        for (Tile tile : tiles) {
            byte[] published = log.fetch(tile.path());
            if (!Arrays.equals(published, tile.bytes())) {
                return Optional.of(tile.path());
            }
            checked.resource(tile.path(), published);
        }
        return Optional.empty();
    }

    private static boolean isFull(Tile tile) {
        return tile.path().width() == LogPath.FULL;
    }

    /** What an audit finds. */
    public sealed interface Finding {
        /** Everything fits to this checkpoint. */
        record Sound(SignedCheckpoint checkpoint) implements Finding {}

        /** The checkpoint is not to be trusted, so nothing else was looked at. */
        record Untrusted(Verdict.Reason reason) implements Finding {}

        /** The first resource that does not fit the entries before it. */
        record Damaged(LogPath resource) implements Finding {}
    }
}
