package org.consentry.ledger.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.consentry.ledger.audit.LogAudit.Finding;
import org.consentry.ledger.file.DurableFiles;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.RightEdge;
import org.consentry.ledger.tile.Tile;

/*
 * A mirror never serves what it has not checked: resources are stored after they fitted the tree, and the checkpoint
 * last. A crash in between leaves resources that the old checkpoint does not cover; the next run fetches and checks them
 * again. It goes on from its own checkpoint, and a log that no longer continues it is not copied: the two checkpoints
 * together are the proof that the log lied, so the old one is kept.
 */
/** Copies a log into a folder, checked, and brings the copy up to date. */
public final class Mirror {
    private final PublishedLog log;
    private final Path folder;
    private final Policy policy;
    private final LogAudit.Progress progress;

    public Mirror(PublishedLog log, Path folder, Policy policy, LogAudit.Progress progress) {
        this.log = log;
        this.folder = folder;
        this.policy = policy;
        this.progress = progress;
    }

    /**
     * Copies what is new.
     *
     * @return as an audit; {@link Finding.Damaged} naming the checkpoint means that the log is not what was copied before
     */
    public Finding run() throws IOException {
        SignedCheckpoint signed = SignedCheckpoint.parse(log.fetch(new LogPath.CheckpointPath()));
        if (policy.judge(signed) instanceof Verdict.Refused refused) {
            return new Finding.Untrusted(refused.reason());
        }
        Optional<SignedCheckpoint> mine = copied();
        if (mine.isPresent() && mine.get().size() > signed.size()) {
            return new Finding.Damaged(new LogPath.CheckpointPath());
        }
        RightEdge edge = mine.isPresent() ? edge(mine.get()) : RightEdge.empty();
        if (mine.isPresent() && !edge.head().equals(mine.get().checkpoint().head())) {
            throw new IOException("the copy is damaged; audit it, or start over in another folder");
        }
        Finding finding = new LogAudit(log, policy, progress).replay(edge, signed, this::store);
        if (finding instanceof Finding.Sound) {
            store(new LogPath.CheckpointPath(), signed.note().bytes());
        }
        return finding;
    }

    private Optional<SignedCheckpoint> copied() throws IOException {
        try {
            return Optional.of(SignedCheckpoint.parse(Files.readAllBytes(folder.resolve("checkpoint"))));
        } catch (NoSuchFileException firstRun) {
            return Optional.empty();
        }
    }

    private RightEdge edge(SignedCheckpoint mine) throws IOException {
        FolderLog copy = new FolderLog(folder);
        try {
            return RightEdge.load(mine.size(), path -> {
                try {
                    return new Tile(path, copy.fetch(path));
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            });
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private void store(LogPath path, byte[] bytes) throws IOException {
        DurableFiles.replace(folder.resolve(path.path()), bytes);
    }
}
