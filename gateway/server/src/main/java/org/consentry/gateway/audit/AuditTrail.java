package org.consentry.gateway.audit;

/** Where features put down what happened. */
public interface AuditTrail {
    /** Writes the fact in the caller's transaction: it stands or falls with what it tells. */
    void put(AuditFact fact);

    /**
     * Writes the fact soon, outside of any transaction and without making the caller wait: for refusals, which must
     * not take longer where there was something to refuse.
     */
    void later(AuditFact fact);
}
