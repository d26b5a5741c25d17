package org.consentry.ledger.proof;

import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.merkle.Hash;

/** Judges receipts by a policy, offline. May be used from several threads. */
public final class ReceiptVerifier {
    private final Policy policy;

    public ReceiptVerifier(Policy policy) {
        this.policy = policy;
    }

    /**
     * Whether an entry is in a log that the policy trusts.
     *
     * @param leaf the entry's digest: the hash of the leaf, computed from the entry and never taken from the receipt
     */
    public Verdict judge(TlogProof receipt, Hash leaf) {
        Verdict verdict = policy.judge(receipt.checkpoint());
        if (verdict instanceof Verdict.Accepted accepted
                && !receipt.inclusion().proves(leaf, accepted.head().root())) {
            return new Verdict.Refused(Verdict.Reason.NOT_INCLUDED);
        }
        return verdict;
    }

    /**
     * Whether content is what an entry commits to, and that entry is in a trusted log.
     *
     * @param commitment over the content, with the salt that came with the receipt
     */
    public Verdict judge(TlogProof receipt, Entry entry, Commitment commitment) {
        return commitment.commit().equals(entry.commit())
                ? judge(receipt, entry.digest())
                : new Verdict.Refused(Verdict.Reason.OTHER_CONTENT);
    }
}
