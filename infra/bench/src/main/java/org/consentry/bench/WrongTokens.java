package org.consentry.bench;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Tokens that are none, as an attacker makes them who saw a good one: other claims under its signature, a key nobody has,
 * another algorithm, no token at all. No two are alike, so that remembering them helps nobody.
 */
final class WrongTokens {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String[] good;
    private final SplittableRandom random = new SplittableRandom();

    WrongTokens(String good) {
        this.good = good.split("\\.", -1);
        if (this.good.length != 3) {
            throw new IllegalArgumentException("--stack is needed: a wrong token is made from a good one");
        }
    }

    String next() {
        String claims = encoded(decoded(good[1]).replaceFirst("\\{", "{\"jti\":\"" + UUID.randomUUID() + "\","));
        return switch (random.nextInt(4)) {
            case 0 -> good[0] + "." + claims + "." + good[2];
            case 1 ->
                encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + UUID.randomUUID() + "\"}") + "." + claims
                        + "." + good[2];
            case 2 -> encoded("{\"alg\":\"none\"}") + "." + claims + ".";
            default -> encoded(UUID.randomUUID().toString()) + "." + UUID.randomUUID() + "." + good[2];
        };
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
