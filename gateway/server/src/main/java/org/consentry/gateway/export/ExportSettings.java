package org.consentry.gateway.export;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bulk exports.
 *
 * @param keep how long a job and its files can be fetched
 * @param lease how long a node may be silent before its job is started again
 * @param fileSize where a file is cut and the next begun
 * @param partSize how much of a job is made before it is kept, so that it need not be made again after a crash
 * @param storePatience how long a job waits for an object store that is away
 * @param policies the policies analysts may name
 * @param concurrency jobs one node works on at the same time; 0 leaves them to other nodes
 * @param mostJobs jobs of one client that wait or run at the same time
 * @param work folder for files until they are in the object store; one of the system's temporary folder when empty
 */
@ConfigurationProperties("gateway.export")
public record ExportSettings(
        @DefaultValue("24h") Duration keep,
        @DefaultValue("60s") Duration lease,
        @DefaultValue("512MB") DataSize fileSize,
        @DefaultValue("256MB") DataSize partSize,
        @DefaultValue("10m") Duration storePatience,

        @DefaultValue({"safe-harbor", "research-shifted", "limited-dataset"})
        Set<String> policies,

        @DefaultValue("2") int concurrency,
        @DefaultValue("20") int mostJobs,
        @DefaultValue("") String work) {
    public ExportSettings {
        policies = Set.copyOf(policies);
        if (lease.compareTo(keep) >= 0) {
            throw new IllegalArgumentException(
                    "gateway.export.lease (%s) must be shorter than gateway.export.keep (%s)".formatted(lease, keep));
        }
        if (concurrency < 0) {
            throw new IllegalArgumentException("gateway.export.concurrency must not be negative");
        }
        if (mostJobs < 1) {
            throw new IllegalArgumentException("gateway.export.most-jobs must be at least 1");
        }
    }

    /** Where jobs have their folders. */
    public Path workFolder() {
        return work.isEmpty() ? Path.of(System.getProperty("java.io.tmpdir"), "consentry-export") : Path.of(work);
    }
}
