package org.consentry.gateway.web.sharing;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a JSON Web Key says that it is for, by {@code use} or {@code key_ops}; where both are there they must agree.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-4.2">RFC 7517, 4.2 and 4.3</a>
 */
enum KeyUse {
    /** It says nothing. */
    BOTH,
    SIGNATURES,
    ENCRYPTION;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> SIGNING = Set.of("verify");
    private static final Set<String> RECEIVING = Set.of("deriveKey", "deriveBits", "wrapKey", "encrypt");

    /** @throws Problem MALFORMED for a use that no public P-256 key has, or two that contradict each other */
    static KeyUse of(String jwk) {
        JsonNode key;
        try {
            key = JSON.readTree(jwk);
        } catch (JacksonException e) {
            throw no("jwk");
        }
        Optional<KeyUse> use = use(key.path("use"));
        Optional<KeyUse> operations = operations(key.path("key_ops"));
        if (use.isPresent() && operations.isPresent() && !use.equals(operations)) {
            throw no("jwk.key_ops");
        }
        return use.or(() -> operations).orElse(BOTH);
    }

    private static Optional<KeyUse> use(JsonNode use) {
        if (use.isMissingNode()) {
            return Optional.empty();
        }
        return switch (use.asString("")) {
            case "sig" -> Optional.of(SIGNATURES);
            case "enc" -> Optional.of(ENCRYPTION);
            default -> throw no("jwk.use");
        };
    }

    private static Optional<KeyUse> operations(JsonNode operations) {
        if (operations.isMissingNode()) {
            return Optional.empty();
        }
        Set<String> named = new HashSet<>();
        operations.forEach(each -> named.add(each.asString("")));
        if (!operations.isArray() || named.size() != operations.size() || named.isEmpty()) {
            throw no("jwk.key_ops");
        }
        if (SIGNING.containsAll(named)) {
            return Optional.of(SIGNATURES);
        }
        if (RECEIVING.containsAll(named)) {
            return Optional.of(ENCRYPTION);
        }
        throw no("jwk.key_ops");
    }

    private static Problem no(String element) {
        return Problem.at(ProblemKind.MALFORMED, element, "use 'sig' or 'enc', key_ops that agree with it, or neither");
    }
}
