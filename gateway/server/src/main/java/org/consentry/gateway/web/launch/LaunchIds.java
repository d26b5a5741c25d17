package org.consentry.gateway.web.launch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.consentry.gateway.identity.IdentitySettings;
import org.springframework.stereotype.Component;

/**
 * Launch ids, which only the identity provider can read: base64url of a nonce of twelve bytes and of three lines (when it
 * ends, the patient's id, who launches) under AES-256-GCM. The key is made from the one that the provider's events are
 * signed with; the provider keeps which ids were used.
 */
@Component
class LaunchIds {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] LABEL = "consentry smart launch".getBytes(StandardCharsets.US_ASCII);

    private final byte[] eventsKey;
    private final SecureRandom random = new SecureRandom();

    LaunchIds(IdentitySettings settings) {
        this.eventsKey = Base64.getDecoder().decode(settings.keycloakEventsKey());
    }

    String make(String patientId, String fhirUser, Instant until) {
        byte[] whole = new byte[NONCE];
        random.nextBytes(whole);
        String lines = until.getEpochSecond() + "\n" + patientId + "\n" + fhirUser;
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(TAG_BITS, whole));
            byte[] sealed = cipher.doFinal(lines.getBytes(StandardCharsets.UTF_8));
            byte[] id = java.util.Arrays.copyOf(whole, NONCE + sealed.length);
            System.arraycopy(sealed, 0, id, NONCE, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is in every JDK", e);
        }
    }

    private SecretKeySpec key() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(eventsKey, "HmacSHA256"));
        return new SecretKeySpec(mac.doFinal(LABEL), "AES");
    }
}
