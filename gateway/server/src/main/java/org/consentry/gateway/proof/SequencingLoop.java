package org.consentry.gateway.proof;

import jakarta.annotation.PreDestroy;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.log.Sequencing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The thread that turns waiting entries into a published tree: at once when this process committed some, and every
 * half second for what another process left. Any number of replicas may run it; the store lets one at a time.
 */
@Component
class SequencingLoop {
    private static final Logger log = LoggerFactory.getLogger(SequencingLoop.class);
    private static final long ROUND_MS = 500;
    private static final long BACK_OFF_MS = 1_000;

    private final Sequencer sequencer;
    private final Receipts receipts;
    private final LedgerBell bell;
    private final Thread thread;
    private volatile boolean open = true;

    SequencingLoop(Sequencer sequencer, Receipts receipts, LedgerBell bell) {
        this.bell = bell;
        this.sequencer = sequencer;
        this.receipts = receipts;
        this.thread = Thread.ofPlatform().name("ledger").daemon(true).unstarted(this::run);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        thread.start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        open = false;
        bell.ring();
        thread.join(BACK_OFF_MS * 5);
    }

    private void run() {
        while (open) {
            try {
                round(bell.await(ROUND_MS));
            } catch (InterruptedException e) {
                open = false;
            } catch (RuntimeException e) {
                // The database is away or the tree is not ours to grow: nothing is lost, entries wait in the inbox.
                log.atWarn().addKeyValue("cause", e.toString()).log("ledger round failed");
                pause();
            }
        }
    }

    private void round(boolean signalled) {
        Sequencer.Round round = sequencer.sequenceOnce();
        if (round.publishing() instanceof Publishing.Refused refused) {
            log.atError().addKeyValue("reason", refused.reason()).log("ledger refuses to sign");
        }
        boolean contended = round.last() instanceof Sequencing.Contended;
        if (signalled && contended) {
            bell.ring();
        }
        receipts.complete();
    }

    private void pause() {
        try {
            Thread.sleep(BACK_OFF_MS);
        } catch (InterruptedException e) {
            open = false;
        }
    }
}
