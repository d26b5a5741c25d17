package org.consentry.gateway.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.springframework.stereotype.Component;

/**
 * Whom this installation asks verifiers to trust, as a c2sp.org/tlog-policy. A verifier who takes it from here trusts the
 * gateway with it; one who wants more compares it with what the hospitals say.
 */
@Component
public class TrustPolicy {
    private final String text;
    private final List<VerifierKey> witnesses;

    TrustPolicy(LedgerKeys keys, LedgerSettings settings) {
        Optional<Path> file = settings.policy();
        this.text = file.map(TrustPolicy::read).orElseGet(() -> alone(keys));
        this.witnesses = file.map(path -> keys.policy(path).witnesses().stream()
                        .map(Policy.Party::key)
                        .toList())
                .orElse(List.of());
    }

    /** The policy file. */
    public String text() {
        return text;
    }

    /** Those whose cosignatures count. */
    public List<VerifierKey> witnesses() {
        return witnesses;
    }

    private static String alone(LedgerKeys keys) {
        StringBuilder policy = new StringBuilder();
        keys.verifiers().forEach(key -> policy.append("log ").append(key).append('\n'));
        return policy.append("quorum none\n").toString();
    }

    private static String read(Path policy) {
        try {
            return Files.readString(policy, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException("gateway.ledger.witness-policy cannot be read", e);
        }
    }
}
