package org.consentry.client;

import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;

/** Checks a receipt of the ledger with nothing but the ledger's public key. */
public final class ReceiptCheck {
    private final Policy policy;

    private ReceiptCheck(Policy policy) {
        this.policy = policy;
    }

    /** Trusts one log. @throws Malformed if that is not a verifier key ({@code name+id+base64}) */
    public static ReceiptCheck with(String vkey) {
        return new ReceiptCheck(Policy.of(VerifierKey.parse(vkey)));
    }

    /** What checking came to. */
    public sealed interface Outcome {
        /** One line for people. */
        String said();
    }

    /** The entry is in the log, and it commits to the content if one was given. */
    public record Proved(String origin, long index, long treeSize) implements Outcome {
        @Override
        public String said() {
            return "PROVED: entry " + index + " of " + treeSize + " in " + origin;
        }
    }

    /** It does not hold. */
    public record NotProved(Verdict.Reason reason) implements Outcome {
        @Override
        public String said() {
            return "NOT PROVED: " + reason;
        }
    }

    /** Checks a receipt. @throws Malformed if it is not in form, or cannot be compared with content */
    public Outcome check(byte[] receipt, Optional<byte[]> raw) {
        TlogProof proof = TlogProof.parse(receipt);
        ReceiptExtra extra = proof.extraBytes()
                .map(ReceiptExtra::parse)
                .orElseThrow(() -> new Malformed("receipt", "with its entry"));
        Verdict verdict = new ReceiptVerifier(policy).judge(proof, extra.entry().digest());
        return switch (verdict) {
            case Verdict.Refused refused -> new NotProved(refused.reason());
            case Verdict.Accepted accepted ->
                matches(extra, raw)
                        ? new Proved(
                                accepted.origin(),
                                proof.index(),
                                accepted.head().size())
                        : new NotProved(Verdict.Reason.OTHER_CONTENT);
        };
    }

    private static boolean matches(ReceiptExtra extra, Optional<byte[]> raw) {
        return raw.isEmpty()
                || extra.commitment()
                        .orElseThrow(() -> new Malformed("receipt", "one that opens its commitment"))
                        .raw()
                        .equals(Hash.sha256(raw.get()));
    }
}
