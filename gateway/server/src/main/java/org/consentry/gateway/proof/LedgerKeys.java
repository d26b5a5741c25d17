package org.consentry.gateway.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;

/**
 * The keys that sign checkpoints: the current one first, and the one it replaces while both do.
 *
 * @param signing never empty
 */
record LedgerKeys(List<SigningKey> signing) {
    LedgerKeys {
        signing = List.copyOf(signing);
    }

    /** Reads the files of the settings. @throws IllegalArgumentException naming the setting that does not hold */
    static LedgerKeys load(LedgerSettings settings) {
        Stream<SigningKey> previous = settings.previous().stream().map(file -> read("previous-key-file", file));
        LedgerKeys keys = new LedgerKeys(Stream.concat(Stream.of(read("key-file", settings.keyFile())), previous)
                .toList());
        for (VerifierKey key : keys.verifiers()) {
            if (!key.name().value().equals(settings.origin())) {
                throw new IllegalArgumentException(
                        "the keys of gateway.ledger must be named as gateway.ledger.origin (%s)"
                                .formatted(settings.origin()));
            }
        }
        return keys;
    }

    /** The public halves, the current one first. */
    List<VerifierKey> verifiers() {
        return signing.stream().map(SigningKey::verifier).toList();
    }

    /** Reads a policy and makes sure that it is about this log. */
    Policy policy(Path file) {
        try {
            Policy policy = Policy.parse(Files.readAllBytes(file));
            VerifierKey current = verifiers().getFirst();
            if (policy.logs().stream().noneMatch(log -> log.key().equals(current))) {
                throw new IllegalArgumentException(
                        "gateway.ledger.witness-policy does not name the log by the key of gateway.ledger.key-file");
            }
            return policy;
        } catch (IOException e) {
            throw new IllegalArgumentException("gateway.ledger.witness-policy cannot be read", e);
        } catch (Malformed e) {
            throw new IllegalArgumentException("gateway.ledger.witness-policy: " + e.getMessage(), e);
        }
    }

    private static SigningKey read(String setting, Path file) {
        try {
            return SigningKey.parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("gateway.ledger." + setting + " cannot be read", e);
        } catch (Malformed e) {
            throw new IllegalArgumentException("gateway.ledger." + setting + " is not a private key in C2SP form", e);
        }
    }
}
