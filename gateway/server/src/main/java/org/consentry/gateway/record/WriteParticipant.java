package org.consentry.gateway.record;

import java.util.List;

/**
 * Takes part in the transaction that stores submissions. Implementations are Spring beans, called in
 * {@code @Order}; they may run SQL of their own on the transaction's connection (a {@code JdbcClient} joins it).
 */
@FunctionalInterface
public interface WriteParticipant {
    /**
     * Called when every version of the submissions that share the transaction is final, before any row of theirs is
     * there. Throwing a {@link org.consentry.gateway.problem.Problem} undoes them all; each is then stored by itself.
     *
     * @param batches the submissions, in their order
     * @param alongside takes rows that are stored with them
     */
    void join(List<WriteBatch> batches, Alongside alongside);
}
