package org.consentry.gateway.export.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import org.consentry.gateway.attachment.ObjectKey;
import org.consentry.gateway.attachment.Objects;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Files of jobs in the object store. Every key is on record before its object is made, and an object that no job needs is
 * removed, whenever the store is there. While it is away, a job waits for it as long as {@code gateway.export.store-patience}.
 */
@Component
class ExportObjects {
    private static final Logger log = LoggerFactory.getLogger(ExportObjects.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Objects objects;
    private final ExportParts parts;
    private final ExportSettings settings;
    private final SecureRandom random = new SecureRandom();

    ExportObjects(Objects objects, ExportParts parts, ExportSettings settings) {
        this.objects = objects;
        this.parts = parts;
        this.settings = settings;
    }

    /** The store was away for longer than a job waits. */
    static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Away(Throwable cause) {
            super(cause);
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    /** Stores a file. @throws Away when the store does not come back */
    ExportFile put(ExportJob job, LocalFile file, Lease lease) throws IOException {
        ObjectKey key = ObjectKey.export(random);
        lease.check();
        if (!parts.announce(job, key.value())) {
            throw new Lease.Lost();
        }
        // A crash from here on leaves at most an object whose key is on record.
        retried(lease, () -> {
            try (InputStream in = Files.newInputStream(file.path())) {
                objects.put(key, in, file.bytes());
            }
        });
        if (!parts.isAnnounced(key.value())) {
            // The job was deleted, and its objects with it, while this one was on its way.
            objects.delete(key);
            throw new Lease.Lost();
        }
        return new ExportFile(file.name(), file.kind(), file.type(), key.value(), file.resources(), file.bytes());
    }

    /** A file's bytes from an offset. The caller closes the stream. */
    InputStream read(ExportFile file, long offset) {
        return objects.read(new ObjectKey(file.objectKey()), offset);
    }

    /** Brings a file back. @throws Away when the store does not come back */
    void fetch(ExportFile file, Path to, Lease lease) throws IOException {
        retried(lease, () -> {
            try (InputStream in = objects.read(new ObjectKey(file.objectKey()), 0)) {
                Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw Problem.causedBy(ProblemKind.BUSY, "The object store broke off", e);
            }
            if (Files.size(to) != file.bytes()) {
                throw Problem.of(ProblemKind.BUSY, "The object store broke off");
            }
        });
    }

    private void retried(Lease lease, Attempt attempt) throws IOException {
        long end = System.nanoTime() + settings.storePatience().toNanos();
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                attempt.run();
                return;
            } catch (Problem e) {
                if (e.kind() != ProblemKind.BUSY || System.nanoTime() + wait.toNanos() > end) {
                    throw new Away(e);
                }
                lease.pause("waiting for the object store", wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        }
    }

    /** Removes the objects that no job needs. */
    void sweep() {
        try {
            for (String key : parts.unneeded()) {
                objects.delete(new ObjectKey(key));
                // A crash here deletes what is not there any more, once.
                parts.forget(key);
            }
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("export objects not swept");
        }
    }
}
