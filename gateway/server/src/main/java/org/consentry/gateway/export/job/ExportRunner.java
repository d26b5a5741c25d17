package org.consentry.gateway.export.job;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.work.WorkFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes up jobs while this node has places for them, each on a thread of its own. */
@Component
@EnableConfigurationProperties(ExportSettings.class)
class ExportRunner {
    private static final Logger log = LoggerFactory.getLogger(ExportRunner.class);

    private final ExportJobs jobs;
    private final ExportRun work;
    private final ExportSettings settings;
    private final Semaphore places;
    private volatile boolean open = true;

    ExportRunner(ExportJobs jobs, ExportRun work, ExportSettings settings) {
        this.jobs = jobs;
        this.work = work;
        this.settings = settings;
        this.places = new Semaphore(settings.concurrency());
    }

    @PostConstruct
    void start() {
        WorkFolder.sweep(settings.workFolder());
    }

    @PreDestroy
    void stop() {
        open = false;
    }

    /** Takes up jobs while there are places. */
    @Scheduled(fixedDelayString = "PT0.2S")
    void look() {
        while (open && places.tryAcquire()) {
            Optional<ExportJob> job = leased();
            if (job.isEmpty()) {
                places.release();
                return;
            }
            Thread.ofVirtual().name("export").start(() -> {
                try {
                    work.run(job.get());
                } finally {
                    places.release();
                }
            });
        }
    }

    private Optional<ExportJob> leased() {
        try {
            return jobs.lease(settings.lease());
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("export jobs cannot be read");
            return Optional.empty();
        }
    }
}
