package org.consentry.gateway.web.consent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.consentry.gateway.consent.ProviderEvent;
import org.consentry.gateway.consent.Revocations;
import org.consentry.gateway.identity.IdentitySettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Keycloak's event listener tells: a patient took a consent back in the account console, or the account is gone.
 * Authenticated by an HMAC over time and body, checked before the body is parsed. Notices may arrive twice, late or out
 * of order: they can only end access.
 */
@RestController
class KeycloakNotices {
    private static final Logger log = LoggerFactory.getLogger(KeycloakNotices.class);
    private static final Pattern SIGNATURE = Pattern.compile("t=(\\d{1,12}),v1=([0-9a-f]{64})");
    private static final Duration OLDEST = Duration.ofDays(7);
    private static final int LARGEST = 16 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Revocations revocations;
    private final byte[] key;
    private final Clock clock;

    KeycloakNotices(Revocations revocations, IdentitySettings settings, Clock clock) {
        this.revocations = revocations;
        this.key = Base64.getDecoder().decode(settings.keycloakEventsKey());
        this.clock = clock;
    }

    @PostMapping("/internal/keycloak-events")
    ResponseEntity<Void> take(
            @RequestHeader(name = "Consentry-Signature", required = false) @Nullable String signature,
            @RequestBody(required = false) byte @Nullable [] body) {
        if (signature == null || body == null || body.length > LARGEST || !isAuthentic(signature, body)) {
            return ResponseEntity.status(401).build();
        }
        try {
            JsonNode notice = JSON.readTree(body);
            String type = notice.path("type").asString("");
            int ended = end(type, notice);
            log.atInfo().addKeyValue("type", type).addKeyValue("ended", ended).log("keycloak notice taken");
            return ResponseEntity.noContent().build();
        } catch (JacksonException e) {
            return ResponseEntity.badRequest().build();
        }
    }

    private int end(String type, JsonNode notice) {
        String user = notice.path("user").asString("");
        String client = notice.path("client").asString("");
        Instant at = Instant.ofEpochMilli(notice.path("time").asLong(0));
        return revocations.heard(new ProviderEvent(type, user, client, at));
    }

    private boolean isAuthentic(String header, byte[] body) {
        Matcher matcher = SIGNATURE.matcher(header);
        if (!matcher.matches()) {
            return false;
        }
        Instant at = Instant.ofEpochSecond(Long.parseLong(matcher.group(1)));
        boolean recent = at.isAfter(clock.instant().minus(OLDEST));
        return recent
                && MessageDigest.isEqual(
                        mac(matcher.group(1), body), HexFormat.of().parseHex(matcher.group(2)));
    }

    private byte[] mac(String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
