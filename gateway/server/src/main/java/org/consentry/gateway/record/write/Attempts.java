package org.consentry.gateway.record.write;

import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in a transaction and tries again what only lost a race: somebody inserted the same key first, or PostgreSQL
 * broke a deadlock. Within a caller's transaction there is no second try: it is the caller's to repeat.
 */
public final class Attempts {
    private static final int MOST = 4;

    private final TransactionTemplate transactions;

    public Attempts(PlatformTransactionManager transactions) {
        this.transactions = new TransactionTemplate(transactions);
    }

    public <T> T run(Supplier<T> work) {
        boolean own = !TransactionSynchronizationManager.isActualTransactionActive();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (ConcurrencyFailureException | DataIntegrityViolationException e) {
                if (!own || attempt == MOST) {
                    throw Writes.conflict(e);
                }
            }
        }
    }

    /** Without a second try. */
    public <T> T once(Supplier<T> work) {
        T result = transactions.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("work has a result");
        }
        return result;
    }
}
