package org.consentry.gateway.audit;

import org.consentry.gateway.statement.OneStatement;

/** Where features put down what happened. */
public interface AuditTrail {
    /** Writes the fact in the caller's transaction: it stands or falls with what it tells. */
    void put(AuditFact fact);

    /** As {@link #put(AuditFact)}, with a statement that the caller sends in its transaction. */
    void put(AuditFact fact, OneStatement statement);

    /**
     * Writes the fact soon, outside of any transaction and without making the caller wait: for refusals, which must
     * not take longer where there was something to refuse.
     */
    void later(AuditFact fact);
}
