package org.consentry.ledger.log;

/**
 * Gives indexes to waiting entries and publishes the tree they make.
 *
 * <p>Has no thread of its own: call {@link #sequenceOnce()} after every commit that submitted entries, and once in a
 * while for what a crashed process left. It takes what is there at once, so an idle log answers without delay; under
 * load entries gather while a batch is being written, and batches grow by themselves. May be called from several threads
 * and processes.
 */
public final class Sequencer {
    private static final int MOST_BATCHES = 16;

    private final LedgerStore store;
    private final Publisher publisher;
    private final int batch;

    /**
     * Prepares to sequence.
     *
     * @param batch most entries in one write, 1 to 65,536; 4,096 is good
     */
    public Sequencer(LedgerStore store, Publisher publisher, int batch) {
        if (batch < 1 || batch > 65_536) {
            throw new IllegalArgumentException("batch must be from 1 to 65,536");
        }
        this.store = store;
        this.publisher = publisher;
        this.batch = batch;
    }

    /**
     * Moves what waits into the log, then publishes.
     *
     * <p>Under steady load it publishes after a few batches although more is waiting: receipts should not wait for a lull.
     */
    public Round sequenceOnce() {
        Moved moved = moveOnce();
        // A crash here leaves entries with indexes that no checkpoint covers. The next round of any process publishes
        // them: it looks at the store and not at what it has moved itself.
        return new Round(moved.added(), moved.last(), publisher.publishOnce());
    }

    /** Moves what waits into the log and publishes nothing: for those who publish at their own pace. */
    public Moved moveOnce() {
        int added = 0;
        Sequencing last = new Sequencing.Idle();
        for (int i = 0; i < MOST_BATCHES; i++) {
            last = store.sequence(batch);
            if (!(last instanceof Sequencing.Sequenced sequenced)) {
                break;
            }
            added += sequenced.added();
            if (!sequenced.more()) {
                break;
            }
        }
        return new Moved(added, last);
    }

    /**
     * What moving did.
     *
     * @param added entries that got an index
     * @param last how the last attempt ended
     */
    public record Moved(int added, Sequencing last) {}

    /**
     * What a round did.
     *
     * @param added entries that got an index
     * @param last how the last attempt ended; {@link Sequencing.Sequenced#more()} asks for another round at once
     * @param publishing whether the tree is public
     */
    public record Round(int added, Sequencing last, Publishing publishing) {}
}
