package org.consentry.ledger.log;

class MemoryLedgerStoreTests extends LedgerStoreContract {
    @Override
    protected LedgerStore open() {
        return new MemoryLedgerStore(Samples.ORIGIN);
    }

    /** Memory is one process: the same log is the same object. */
    @Override
    protected LedgerStore reopen(LedgerStore store) {
        return store;
    }
}
