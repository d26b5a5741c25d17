package org.consentry.ledger.proof;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.VerifiedSignature;
import org.consentry.ledger.note.VerifierKey;

/** Whom a verifier trusts: logs, witnesses, and how many of these must have cosigned (C2SP tlog-policy). */
public final class Policy {
    /**
     * A log or a witness.
     *
     * @param url where it is spoken to, if the policy says
     */
    public record Party(VerifierKey key, Optional<String> url) {}

    private final List<Party> logs;
    private final List<Party> witnesses;
    private final Quorum quorum;

    Policy(List<Party> logs, List<Party> witnesses, Quorum quorum) {
        this.logs = List.copyOf(logs);
        this.witnesses = List.copyOf(witnesses);
        this.quorum = quorum;
    }

    /** The logs; a checkpoint must be signed by one of them and bear its name as origin. */
    public List<Party> logs() {
        return logs;
    }

    /** Those whose cosignatures count. */
    public List<Party> witnesses() {
        return witnesses;
    }

    /** Trusts one log and asks for no witnesses. */
    public static Policy of(VerifierKey log) {
        return new Policy(List.of(new Party(log, Optional.empty())), List.of(), new Quorum.None());
    }

    /**
     * Reads a policy file.
     *
     * @throws org.consentry.ledger.Malformed naming the line and its rule
     */
    public static Policy parse(byte[] file) {
        return new PolicyParser().parse(file);
    }

    /** The same policy with one more log, unless it has that key. */
    public Policy withLog(VerifierKey log) {
        boolean known = logs.stream().anyMatch(party -> party.key().equals(log));
        return known
                ? this
                : new Policy(
                        Stream.concat(logs.stream(), Stream.of(new Party(log, Optional.empty())))
                                .toList(),
                        witnesses,
                        quorum);
    }

    /** Whether enough have signed, besides whoever else did. */
    public boolean isMetBy(Set<VerifierKey> cosigners) {
        return quorum.isMet(cosigners::contains);
    }

    /**
     * Judges a signed checkpoint.
     *
     * <p>A log's key counts only on a checkpoint whose origin is the key's name: otherwise one trusted log could speak
     * for another. It is an Ed25519 or an ML-DSA-44 key; by the latter a log signs in the form of a cosignature.
     */
    public Verdict judge(SignedCheckpoint signed) {
        Checkpoint checkpoint = signed.checkpoint();
        Set<VerifierKey> own = logs.stream()
                .map(Party::key)
                .filter(key -> key.name().value().equals(checkpoint.origin()))
                .collect(Collectors.toUnmodifiableSet());
        Set<VerifierKey> known =
                Stream.concat(own.stream(), witnesses.stream().map(Party::key)).collect(Collectors.toUnmodifiableSet());
        return switch (signed.note().verify(known)) {
            case NoteVerdict.Rejected rejected ->
                new Verdict.Refused(
                        rejected.reason() == NoteVerdict.Reason.BAD_SIGNATURE
                                ? Verdict.Reason.BAD_SIGNATURE
                                : Verdict.Reason.UNKNOWN_LOG);
            case NoteVerdict.Verified verified -> judge(checkpoint, own, verified.signatures());
        };
    }

    private Verdict judge(Checkpoint checkpoint, Set<VerifierKey> own, List<VerifiedSignature> signatures) {
        Set<VerifierKey> signers =
                signatures.stream().map(VerifiedSignature::key).collect(Collectors.toUnmodifiableSet());
        if (Collections.disjoint(signers, own)) {
            return new Verdict.Refused(Verdict.Reason.UNKNOWN_LOG);
        }
        return isMetBy(signers)
                ? new Verdict.Accepted(checkpoint.origin(), checkpoint.head(), signatures)
                : new Verdict.Refused(Verdict.Reason.QUORUM_NOT_MET);
    }
}
