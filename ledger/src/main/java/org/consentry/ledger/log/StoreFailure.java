package org.consentry.ledger.log;

/** The store could not do what was asked: away, full or damaged. Whether a write happened is unknown. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was being done. */
    public StoreFailure(String doing, Throwable cause) {
        super(doing, cause);
    }

    /** Says what is wrong with what is stored. */
    public StoreFailure(String damage) {
        super(damage);
    }
}
