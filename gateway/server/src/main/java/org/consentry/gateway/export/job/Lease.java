package org.consentry.gateway.export.job;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.consentry.gateway.export.work.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a running job's lease from a thread of its own, so that neither a long scan nor a slow upload loses it, and says
 * how far the job is. What the job's thread does next it does only after {@link #check}.
 */
final class Lease implements Progress, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lease.class);
    private static final long MOST_SILENT = 500;

    private final ExportJobs jobs;
    private final ExportJob job;
    private final Duration length;
    private volatile String sentence = "reading";
    private volatile boolean gone;

    /** Not an interrupt: it would close the connection under a statement. */
    private final CountDownLatch done = new CountDownLatch(1);

    Lease(ExportJobs jobs, ExportJob job, Duration length) {
        this.jobs = jobs;
        this.job = job;
        this.length = length;
        Thread.ofVirtual().name("export-lease").start(this::keep);
    }

    /** The client deleted the job, or another node took it over. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void say(String progress) {
        sentence = progress;
        check();
    }

    /** @throws Lost when the job is nobody's or another's */
    @Override
    public void check() {
        if (gone) {
            throw new Lost();
        }
    }

    /** Waits, saying so, and goes on with what was said before. */
    void pause(String why, Duration length) {
        String before = sentence;
        say(why);
        try {
            if (done.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Lost();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Lost();
        }
        say(before);
    }

    private void keep() {
        while (!gone) {
            try {
                if (done.await(MOST_SILENT, TimeUnit.MILLISECONDS)) {
                    return;
                }
                gone = !jobs.progress(job, sentence, length) && done.getCount() > 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // The database is away: the lease runs out by itself if it stays away.
                log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("export lease not renewed");
            }
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
