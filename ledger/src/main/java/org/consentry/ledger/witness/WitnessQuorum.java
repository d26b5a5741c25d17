package org.consentry.ledger.witness;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.note.NoteSignature;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.witness.WitnessAnswer.Conflict;
import org.consentry.ledger.witness.WitnessAnswer.Cosigned;

/*
 * All witnesses are asked at once, and the answer is ready when the policy is met and the others have had their grace: a
 * slow one costs no more than that while the others suffice. Its late signature is dropped, but it has seen the tree, and
 * next time it is asked from the size it then has. A late "that is another history" is not dropped: it ends the next
 * attempt before it is made.
 *
 * Each witness is asked from the size it cosigned last. We remember that and are told by a 409 when we are wrong, which
 * after a start we always are; then it is asked once more. A 409 with a size beyond the checkpoint is the one answer that
 * stops everything, beside a 422 to a proof from the size the witness itself has named: they mean that somebody saw more
 * of this log than we have, or something else.
 */
/** The witnesses of a policy, asked over HTTP. May be used from several threads. */
public final class WitnessQuorum implements Cosigners, AutoCloseable {
    private final Policy policy;
    private final List<RemoteWitness> witnesses;
    private final Duration patience;
    private final Duration grace;
    private final HttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<VerifierKey, Long> lastSizes = new ConcurrentHashMap<>();
    private volatile Optional<Cosigning.Forked> fork = Optional.empty();

    /** Takes the witnesses that have a URL in the policy, and waits for no more of them than the policy asks for. */
    public WitnessQuorum(Policy policy, Duration patience) {
        this(policy, patience, Duration.ZERO);
    }

    /**
     * Takes the witnesses that have a URL in the policy.
     *
     * @param patience how long to wait for a quorum
     * @param grace how long the others may still take once there is one
     */
    public WitnessQuorum(Policy policy, Duration patience, Duration grace) {
        this.policy = policy;
        this.patience = patience;
        this.grace = grace;
        this.client = HttpClient.newBuilder().connectTimeout(patience).build();
        List<RemoteWitness> remote = new ArrayList<>();
        for (Policy.Party witness : policy.witnesses()) {
            witness.url().ifPresent(url -> remote.add(new RemoteWitness(client, url, witness.key(), patience)));
        }
        this.witnesses = List.copyOf(remote);
    }

    @Override
    public long largestSeen(SignedNote empty) {
        AddCheckpoint probe = new AddCheckpoint(0, List.of(), SignedCheckpoint.of(empty));
        ToLongFunction<WitnessAnswer> size = answer -> answer instanceof Conflict conflict ? conflict.size() : 0;
        List<Callable<Long>> asking = new ArrayList<>();
        for (RemoteWitness witness : witnesses) {
            asking.add(() -> size.applyAsLong(witness.add(probe)));
        }
        Rounds<Long> rounds = new Rounds<>(asking);
        long largest = 0;
        for (Optional<Long> seen = rounds.next(); seen.isPresent(); seen = rounds.next()) {
            largest = Math.max(largest, seen.get());
        }
        return largest;
    }

    @Override
    public Cosigning cosign(SignedCheckpoint checkpoint, History history) {
        Optional<Cosigning.Forked> known = fork;
        if (known.isPresent()) {
            return known.get();
        }
        List<NoteSignature> signatures = new ArrayList<>();
        Set<VerifierKey> signers = new HashSet<>();
        List<Callable<Reply>> asking = new ArrayList<>();
        witnesses.forEach(witness -> asking.add(() -> ask(witness, checkpoint, history)));
        Rounds<Reply> rounds = new Rounds<>(asking);
        for (Optional<Reply> reply = rounds.next(); reply.isPresent(); reply = rounds.next()) {
            if (reply.get().objection().isPresent()) {
                return reply.get().objection().get();
            }
            signatures.addAll(reply.get().signatures());
            signers.add(reply.get().witness());
            if (policy.isMetBy(signers)) {
                rounds.hurry(grace);
            }
        }
        return policy.isMetBy(signers) ? new Cosigning.Enough(signatures) : new Cosigning.TooFew(signatures.size());
    }

    private Reply ask(RemoteWitness witness, SignedCheckpoint checkpoint, History history)
            throws IOException, InterruptedException {
        long known = Math.min(lastSizes.getOrDefault(witness.key(), 0L), checkpoint.size());
        WitnessAnswer answer = witness.add(request(checkpoint, history, known));
        if (answer instanceof Conflict conflict && conflict.size() != known && conflict.size() <= checkpoint.size()) {
            answer = witness.add(request(checkpoint, history, conflict.size()));
        }
        return switch (answer) {
            case Cosigned cosigned -> {
                lastSizes.merge(witness.key(), checkpoint.size(), Math::max);
                yield new Reply(witness.key(), cosigned.signatures(), Optional.empty());
            }
            case Conflict conflict ->
                conflict.size() > checkpoint.size()
                        ? Reply.objecting(witness.key(), new Cosigning.Ahead(conflict.size()))
                        : conflicting(witness, checkpoint, conflict);
            case WitnessAnswer.Refused refused -> refused(witness, refused);
        };
    }

    /** The same size and still a conflict: another root. A smaller one is another replica's doing, and passes. */
    private Reply conflicting(RemoteWitness witness, SignedCheckpoint checkpoint, Conflict conflict)
            throws IOException {
        if (conflict.size() == checkpoint.size()) {
            return forked(witness);
        }
        throw new IOException("the witness has moved on meanwhile");
    }

    private Reply refused(RemoteWitness witness, WitnessAnswer.Refused refused) throws IOException {
        if (refused.reason() == WitnessAnswer.Reason.NOT_CONSISTENT) {
            return forked(witness);
        }
        throw new IOException("the witness refuses: " + refused.reason());
    }

    private Reply forked(RemoteWitness witness) {
        Cosigning.Forked forked = new Cosigning.Forked(witness.key().name().value());
        fork = Optional.of(forked);
        return Reply.objecting(witness.key(), forked);
    }

    private static AddCheckpoint request(SignedCheckpoint checkpoint, History history, long oldSize) {
        ConsistencyProof proof = history.since(oldSize);
        return new AddCheckpoint(oldSize, proof.path(), checkpoint);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
    }

    private record Reply(VerifierKey witness, List<NoteSignature> signatures, Optional<Cosigning> objection) {
        static Reply objecting(VerifierKey witness, Cosigning objection) {
            return new Reply(witness, List.of(), Optional.of(objection));
        }
    }

    /** Answers in the order they come, until all have or time is up. Those that fail are passed over. */
    private final class Rounds<T> {
        private final CompletionService<T> running = new ExecutorCompletionService<>(threads);
        private long deadline = System.nanoTime() + patience.toNanos();
        private int open;

        Rounds(List<Callable<T>> work) {
            work.forEach(running::submit);
            open = work.size();
        }

        /** Leaves the rest no more than this; a further call does not lengthen it. */
        void hurry(Duration left) {
            deadline = Math.min(deadline, System.nanoTime() + left.toNanos());
        }

        Optional<T> next() {
            while (open > 0) {
                try {
                    Future<T> done = running.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (done == null) {
                        return Optional.empty();
                    }
                    open--;
                    return Optional.of(done.get());
                } catch (ExecutionException unanswered) {
                    // Away, slow or lying: it does not count, and the quorum decides whether that matters.
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }
    }
}
