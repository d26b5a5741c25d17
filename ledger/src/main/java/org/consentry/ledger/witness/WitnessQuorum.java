package org.consentry.ledger.witness;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
 * All witnesses are asked at once, and the answer is ready as soon as the policy is met: a slow one costs nothing while
 * the others suffice. Its late signature is dropped, but it has seen the tree, and next time it is asked from the size it
 * then has.
 *
 * Each witness is asked from the size it cosigned last. We remember that and are told by a 409 when we are wrong, which
 * after a start we always are; then it is asked once more. A 409 with a size beyond the checkpoint is the one answer that
 * stops everything: it means that somebody saw more of this log than we have.
 */
/** The witnesses of a policy, asked over HTTP. May be used from several threads. */
public final class WitnessQuorum implements Cosigners, AutoCloseable {
    private final Policy policy;
    private final List<RemoteWitness> witnesses;
    private final Duration patience;
    private final HttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<VerifierKey, Long> lastSizes = new ConcurrentHashMap<>();

    /**
     * Takes the witnesses that have a URL in the policy.
     *
     * @param patience how long to wait for a quorum
     */
    public WitnessQuorum(Policy policy, Duration patience) {
        this.policy = policy;
        this.patience = patience;
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
        List<NoteSignature> signatures = new ArrayList<>();
        Set<VerifierKey> signers = new HashSet<>();
        if (policy.isMetBy(signers) && witnesses.isEmpty()) {
            return new Cosigning.Enough(signatures);
        }
        List<Callable<Reply>> asking = new ArrayList<>();
        witnesses.forEach(witness -> asking.add(() -> ask(witness, checkpoint, history)));
        Rounds<Reply> rounds = new Rounds<>(asking);
        for (Optional<Reply> reply = rounds.next(); reply.isPresent(); reply = rounds.next()) {
            if (reply.get().ahead().isPresent()) {
                return new Cosigning.Ahead(reply.get().ahead().getAsLong());
            }
            signatures.addAll(reply.get().signatures());
            signers.add(reply.get().witness());
            if (policy.isMetBy(signers)) {
                return new Cosigning.Enough(signatures);
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
                yield new Reply(witness.key(), cosigned.signatures(), OptionalLong.empty());
            }
            case Conflict conflict -> {
                if (conflict.size() <= checkpoint.size()) {
                    throw new IOException("the witness has another root of this size");
                }
                yield new Reply(witness.key(), List.of(), OptionalLong.of(conflict.size()));
            }
            case WitnessAnswer.Refused refused -> throw new IOException("the witness refuses: " + refused.reason());
        };
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

    private record Reply(VerifierKey witness, List<NoteSignature> signatures, OptionalLong ahead) {}

    /** Answers in the order they come, until all have or time is up. Those that fail are passed over. */
    private final class Rounds<T> {
        private final CompletionService<T> running = new ExecutorCompletionService<>(threads);
        private final long deadline = System.nanoTime() + patience.toNanos();
        private int open;

        Rounds(List<Callable<T>> work) {
            work.forEach(running::submit);
            open = work.size();
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
