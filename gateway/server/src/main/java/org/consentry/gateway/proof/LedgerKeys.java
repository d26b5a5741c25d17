package org.consentry.gateway.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;

/**
 * The keys that sign checkpoints: the current one first, and the one it replaces while both do.
 *
 * @param signing never empty
 */
public record LedgerKeys(List<SigningKey> signing) {
    public LedgerKeys {
        signing = List.copyOf(signing);
    }

    /** Reads the files of the settings. @throws IllegalArgumentException naming the setting that does not hold */
    static LedgerKeys load(LedgerSettings settings) {
        List<SigningKey> signing = new ArrayList<>();
        signing.add(read("key-file", settings.keyFile(), KeyKind.ED25519));
        settings.previous().ifPresent(file -> signing.add(read("previous-key-file", file, KeyKind.ED25519)));
        settings.postQuantum()
                .ifPresent(file -> signing.add(read("post-quantum-key-file", file, KeyKind.ML_DSA_44_COSIGNATURE)));
        LedgerKeys keys = new LedgerKeys(signing);
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
    public List<VerifierKey> verifiers() {
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

    private static SigningKey read(String setting, Path file, KeyKind kind) {
        try {
            SigningKey key = SigningKey.parse(Files.readString(file).strip());
            if (key.verifier().kind() != kind) {
                throw new IllegalArgumentException("gateway.ledger." + setting + " must be of kind " + kind);
            }
            return key;
        } catch (IOException e) {
            throw new IllegalArgumentException("gateway.ledger." + setting + " cannot be read", e);
        } catch (Malformed e) {
            throw new IllegalArgumentException("gateway.ledger." + setting + " is not a private key in C2SP form", e);
        }
    }
}
