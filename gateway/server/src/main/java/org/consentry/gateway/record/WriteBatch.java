package org.consentry.gateway.record;

import java.time.Instant;
import java.util.List;

/**
 * Writes that are stored together or not at all, with every version final: ids, version numbers and meta are set.
 *
 * @param bundleId the server's id for this batch, 1 to 64 characters
 * @param rawSha256 SHA-256 of the bytes as they were submitted, 32 bytes
 * @param at the moment of writing; {@code meta.lastUpdated} of every version
 * @param versions in the order in which they were submitted; what did not change is left out
 */
public record WriteBatch(String bundleId, Author author, byte[] rawSha256, Instant at, List<StoredVersion> versions) {
    public WriteBatch {
        versions = List.copyOf(versions);
    }
}
