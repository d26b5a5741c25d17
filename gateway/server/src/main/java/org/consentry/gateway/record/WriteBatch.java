package org.consentry.gateway.record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes that are stored together or not at all, with every version final: ids, version numbers and meta are set.
 *
 * @param bundleId the server's id for this batch, 1 to 64 characters
 * @param rawSha256 SHA-256 of the bytes as they were submitted, 32 bytes
 * @param at the moment of writing; {@code meta.lastUpdated} of every version
 * @param versions in the order in which they were submitted; what did not change is left out
 * @param replaced what was there before them
 */
public record WriteBatch(
        String bundleId, Author author, byte[] rawSha256, Instant at, List<StoredVersion> versions, Replaced replaced) {
    public WriteBatch {
        versions = List.copyOf(versions);
    }

    /** What was there before. It is decoded when it is asked for, so it is asked for where it matters. */
    @FunctionalInterface
    public interface Replaced {
        /** Nothing was. */
        Replaced NOTHING = version -> Optional.empty();

        /** The content that a version of the batch replaces; empty for what is created or was deleted. */
        Optional<byte[]> by(StoredVersion version);
    }
}
