package org.consentry.ledger.witness;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.witness.WitnessAnswer.Conflict;
import org.consentry.ledger.witness.WitnessAnswer.Cosigned;
import org.consentry.ledger.witness.WitnessAnswer.Reason;
import org.consentry.ledger.witness.WitnessAnswer.Refused;

/*
 * The rule that makes a witness worth having: look, check, write down, and only then sign, with nobody in between.
 *
 * If two checkpoints of one log were checked against the same memory at the same time, the smaller could be written down
 * last; the witness would have gone backwards and could be led along another branch from there. So every log has one
 * turn, held from reading the memory to having written it. The checks of signatures are done before it: anyone may send
 * anything, and rubbish must not hold up the log.
 *
 * A crash after writing and before answering loses a signature, not the memory. The log asks again with the size it
 * knows, hears 409 with ours, and asks for the same tree: equal sizes and roots are cosigned without a proof.
 */
/** Cosigns what continues what it has seen. May be used from several threads; one process has the memory. */
public final class Witness {
    private final List<SigningKey> keys;
    private final Map<String, List<VerifierKey>> logs;
    private final CosignedCheckpoints memory;
    private final InstantSource clock;
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

    /**
     * Starts watching logs.
     *
     * @param keys the witness's own; each makes a cosignature
     * @param logs keys of the logs to watch; their names are the origins
     */
    public Witness(
            Collection<SigningKey> keys,
            Collection<VerifierKey> logs,
            CosignedCheckpoints memory,
            InstantSource clock) {
        this.keys = List.copyOf(keys);
        this.logs =
                logs.stream().collect(Collectors.groupingBy(key -> key.name().value()));
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * Answers the body of an {@code add-checkpoint}.
     *
     * @throws IOException if what was seen cannot be written down; nothing was signed then
     */
    public WitnessAnswer add(byte[] body) throws IOException {
        AddCheckpoint request;
        try {
            request = AddCheckpoint.parse(body);
        } catch (Malformed notInForm) {
            return new Refused(Reason.MALFORMED);
        }
        SignedCheckpoint signed = request.checkpoint();
        String origin = signed.checkpoint().origin();
        List<VerifierKey> known = logs.get(origin);
        if (known == null) {
            return new Refused(Reason.UNKNOWN_LOG);
        }
        if (signed.note().verify(known) instanceof NoteVerdict.Rejected) {
            return new Refused(Reason.BAD_SIGNATURE);
        }
        if (request.oldSize() > signed.size()) {
            return new Refused(Reason.MALFORMED);
        }
        ReentrantLock turn = turns.computeIfAbsent(origin, log -> new ReentrantLock());
        turn.lock();
        try {
            return compare(request, origin);
        } finally {
            turn.unlock();
        }
    }

    private WitnessAnswer compare(AddCheckpoint request, String origin) throws IOException {
        SignedCheckpoint signed = request.checkpoint();
        TreeHead next = signed.checkpoint().head();
        TreeHead seen =
                memory.latest(origin).map(latest -> latest.checkpoint().head()).orElse(TreeHead.EMPTY);
        if (request.oldSize() != seen.size() || (next.size() == seen.size() && !next.equals(seen))) {
            return new Conflict(seen.size());
        }
        ConsistencyProof proof = new ConsistencyProof(request.oldSize(), next.size(), request.proof());
        if (!proof.links(seen, next)) {
            return new Refused(Reason.NOT_CONSISTENT);
        }
        if (!next.equals(seen)) {
            memory.remember(signed);
        }
        // A crash here leaves a tree that was seen and not cosigned; asked again, it is.
        Instant now = clock.instant();
        return new Cosigned(
                keys.stream().map(key -> key.cosign(signed.checkpoint(), now)).toList());
    }
}
