package org.consentry.gateway.web.event;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** When a stream has to end: with the token that opened it, which the security filters have verified by now. */
final class TokenLife {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TokenLife() {}

    /** The token's {@code exp}, but not later than the longest life of a stream. */
    static Instant end(HttpServletRequest request, Instant now, Duration longest) {
        Instant latest = now.plus(longest);
        String header = request.getHeader("Authorization");
        if (header == null) {
            return latest;
        }
        String[] parts = header.substring(header.indexOf(' ') + 1).strip().split("\\.", -1);
        if (parts.length != 3) {
            return latest;
        }
        try {
            JsonNode claims =
                    JSON.readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            Instant expiry = Instant.ofEpochSecond(claims.path("exp").asLong(latest.getEpochSecond()));
            return expiry.isBefore(latest) ? expiry : latest;
        } catch (IllegalArgumentException | JacksonException e) {
            return latest;
        }
    }
}
