package org.consentry.ledger.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.tile.TileTree;

/*
 * Signing is the one act that cannot be taken back. Whoever holds two checkpoints of one log that do not continue each
 * other can prove that it lied, and no later repair helps. So before every signature:
 *
 *  - the tree is durable: its head is read back from the store when it has settled, never carried over from the
 *    sequencing call, which does not wait for the disk;
 *  - it continues the published one: proved from the stored tiles, as a stranger would;
 *  - once in a process's life, before its first signature, no witness knows a larger tree. A database restored from a
 *    backup would otherwise grow a second history from an old size. A witness that was away then says so when it is asked
 *    for its cosignature, and if the tree has grown past the size it knows, that the one does not continue the other. One
 *    lying witness can stop the log this way; a person then takes it out of the policy. That is the better of the two
 *    mistakes.
 *
 * A checkpoint is published by compare-and-set on the size of the one before. Two replicas may sign the same tree, or
 * one the larger; both are true, and only one becomes the next block.
 */
/** Signs the newest tree and publishes it. May be called from several threads and processes. */
public final class Publisher {
    private final LedgerStore store;
    private final List<SigningKey> keys;
    private final Cosigners cosigners;
    private final AtomicBoolean comparedWithWitnesses = new AtomicBoolean();

    /**
     * Prepares to publish with one key.
     *
     * @throws IllegalArgumentException if the key is not named as the log is
     */
    public Publisher(LedgerStore store, SigningKey key, Cosigners cosigners) {
        this(store, List.of(key), cosigners);
    }

    /**
     * Prepares to publish with the old and the new key while one is being exchanged, or with a post-quantum key beside an
     * Ed25519 key: every checkpoint bears the signatures of all, so those who know either accept it.
     *
     * @throws IllegalArgumentException if there is none, or one is not named as the log is or is a witness's
     */
    public Publisher(LedgerStore store, List<SigningKey> keys, Cosigners cosigners) {
        boolean fit = keys.stream()
                .map(SigningKey::verifier)
                .allMatch(
                        key -> key.name().value().equals(store.origin()) && key.kind() != KeyKind.ED25519_COSIGNATURE);
        if (keys.isEmpty() || !fit) {
            throw new IllegalArgumentException("the keys must be a log's and named " + store.origin());
        }
        this.store = store;
        this.keys = List.copyOf(keys);
        this.cosigners = cosigners;
    }

    /**
     * Why nothing may be signed now, if so: a caller asks before it first gives indexes, because a tree that grows from an
     * old size hides that it is old.
     */
    public Optional<Publishing.Reason> objection() {
        return objectionTo(store.published(), store.head());
    }

    /** Publishes a checkpoint of all entries that have an index, unless that is done already. */
    public Publishing publishOnce() {
        Optional<SignedCheckpoint> published = store.published();
        if (published.isPresent() && published.get().size() == store.head().size()) {
            return new Publishing.UpToDate();
        }
        TreeHead head = store.settled();
        Optional<Publishing.Reason> objection = objectionTo(published, head);
        if (objection.isPresent()) {
            return new Publishing.Refused(objection.get());
        }
        SignedNote signed = sign(new Checkpoint(store.origin(), head));
        // A crash from here to the end of publish leaves a signature that nobody but perhaps witnesses has seen. It is
        // true: the tree it signs is durable, and whatever is signed next continues it.
        Cosigners.Cosigning cosigning = cosigners.cosign(SignedCheckpoint.of(signed), oldSize -> since(oldSize, head));
        return switch (cosigning) {
            case Cosigners.Cosigning.Enough enough ->
                publish(SignedCheckpoint.of(signed.with(enough.signatures())), published);
            // Another replica may have shown them more meanwhile. If the store has that too, all is well.
            case Cosigners.Cosigning.Ahead ahead ->
                store.head().size() >= ahead.size()
                        ? new Publishing.Superseded()
                        : new Publishing.Refused(Publishing.Reason.BEHIND_WITNESSES);
            case Cosigners.Cosigning.Forked forked -> new Publishing.Refused(Publishing.Reason.FORKED);
            case Cosigners.Cosigning.TooFew few -> new Publishing.Unwitnessed(few.obtained());
        };
    }

    private SignedNote sign(Checkpoint checkpoint) {
        return new SignedNote(
                checkpoint.text(),
                keys.stream().map(key -> key.signAsLog(checkpoint)).toList());
    }

    private List<VerifierKey> verifiers() {
        return keys.stream().map(SigningKey::verifier).toList();
    }

    private Publishing publish(SignedCheckpoint next, Optional<SignedCheckpoint> published) {
        long previous = published.map(SignedCheckpoint::size).orElse(-1L);
        return store.publish(next, previous) == Publication.PUBLISHED
                ? new Publishing.Published(next)
                : new Publishing.Superseded();
    }

    private Optional<Publishing.Reason> objectionTo(Optional<SignedCheckpoint> published, TreeHead head) {
        if (published.isPresent()) {
            SignedCheckpoint last = published.get();
            if (last.note().verify(verifiers()) instanceof NoteVerdict.Rejected) {
                return Optional.of(Publishing.Reason.FOREIGN_CHECKPOINT);
            }
            TreeHead before = last.checkpoint().head();
            if (before.size() > head.size() || !since(before.size(), head).links(before, head)) {
                return Optional.of(Publishing.Reason.DOES_NOT_CONTINUE);
            }
        }
        if (!comparedWithWitnesses.get()) {
            SignedNote empty = sign(Cosigners.emptyTree(store.origin()));
            if (cosigners.largestSeen(empty) > head.size()) {
                return Optional.of(Publishing.Reason.BEHIND_WITNESSES);
            }
            comparedWithWitnesses.set(true);
        }
        return Optional.empty();
    }

    private ConsistencyProof since(long oldSize, TreeHead head) {
        return new TileTree(head.size(), store).consistency(oldSize);
    }
}
