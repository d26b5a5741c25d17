package org.consentry.gateway.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The log this gateway writes.
 *
 * @param origin the log's name, a schema-less URL as C2SP asks; also the name of its key
 * @param keyFile file with the Ed25519 signing key in C2SP form ({@code PRIVATE+KEY+…})
 * @param previousKeyFile the key that {@code keyFile} replaces, while both sign; null otherwise
 * @param postQuantumKeyFile an ML-DSA-44 key of the same name that signs every checkpoint too; null: none does
 * @param batch most entries sequenced in one write
 * @param publishInterval least time between two checkpoints; the first after a pause is published at once
 * @param witnessPolicy file with a c2sp.org/tlog-policy that names this log, its witnesses with their addresses, and how
 *     many of them must have cosigned before a checkpoint is published; null: none are asked
 * @param witnessPatience how long to wait for that quorum
 * @param witnessGrace how long the others may still take once there is one
 */
@ConfigurationProperties("gateway.ledger")
public record LedgerSettings(
        String origin,
        Path keyFile,
        @Nullable Path previousKeyFile,
        @Nullable Path postQuantumKeyFile,
        @DefaultValue("4096") int batch,
        @DefaultValue("100ms") Duration publishInterval,
        @Nullable Path witnessPolicy,
        @DefaultValue("2s") Duration witnessPatience,
        @DefaultValue("250ms") Duration witnessGrace) {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    public LedgerSettings {
        if (origin.isBlank() || origin.contains("+") || origin.contains(" ")) {
            throw new IllegalArgumentException("gateway.ledger.origin must be a name without spaces and '+'");
        }
        if (batch < 1 || batch > 65_536) {
            throw new IllegalArgumentException("gateway.ledger.batch (%d) must be 1 to 65,536".formatted(batch));
        }
        if (keyFile.equals(previousKeyFile)) {
            throw new IllegalArgumentException(
                    "gateway.ledger.previous-key-file must not be gateway.ledger.key-file itself");
        }
        within("publish-interval", publishInterval, Duration.ZERO);
        within("witness-patience", witnessPatience, Duration.ofMillis(10));
        if (witnessGrace.isNegative() || witnessGrace.compareTo(witnessPatience) > 0) {
            throw new IllegalArgumentException(
                    "gateway.ledger.witness-grace (%s) must be from 0 to gateway.ledger.witness-patience (%s)"
                            .formatted(witnessGrace, witnessPatience));
        }
    }

    /** The file that names the witnesses, if there are any. */
    Optional<Path> policy() {
        return Optional.ofNullable(witnessPolicy);
    }

    /** The file of the key that is being replaced, if one is. */
    Optional<Path> previous() {
        return Optional.ofNullable(previousKeyFile);
    }

    /** The file of the post-quantum key, if there is one. */
    Optional<Path> postQuantum() {
        return Optional.ofNullable(postQuantumKeyFile);
    }

    private static void within(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "gateway.ledger.%s (%s) must be from %s to %s".formatted(name, value, least, LONGEST));
        }
    }
}
