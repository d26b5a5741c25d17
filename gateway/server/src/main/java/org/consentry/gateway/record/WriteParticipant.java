package org.consentry.gateway.record;

import java.util.List;

/**
 * Takes part in the transaction that stores a submission. Implementations are Spring beans, called in
 * {@code @Order}; they may run SQL of their own on the transaction's connection (a {@code JdbcClient} joins it).
 */
public interface WriteParticipant {
    /**
     * Called once per submission when every version is final, before it is committed. Throwing a
     * {@link org.consentry.gateway.problem.Problem} rolls everything back.
     *
     * @return further writes to store in the same transaction on the submitter's account, who may read
     *     them back; they are not offered to participants again
     */
    List<Write> join(WriteBatch batch);

    /**
     * The same for submissions that share a transaction, in their order. What one of them makes it throw undoes them all;
     * each is then stored by itself.
     *
     * @return one list for each
     */
    default List<List<Write>> joinAll(List<WriteBatch> batches) {
        return batches.stream().map(this::join).toList();
    }
}
