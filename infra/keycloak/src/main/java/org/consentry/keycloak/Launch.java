package org.consentry.keycloak;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the gateway put into a launch id: an EHR launch, opaque to the app that carries it. The id is base64url of a
 * nonce of twelve bytes and of three lines under AES-256-GCM: when it ends, the patient's id, who launches. The key is
 * made from the one that events are signed with.
 *
 * @param id names this launch, so that it is used once
 * @param until when it can no longer be used
 * @param patient logical id of the Patient
 * @param user who launches, as in {@code fhirUser}
 */
record Launch(String id, Instant until, String patient, String user) {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST = 1024;
    private static final byte[] LABEL = "consentry smart launch".getBytes(StandardCharsets.US_ASCII);

    /** Reads a launch id; empty when the gateway did not make it. */
    static Optional<Launch> read(String text, byte[] eventsKey) {
        try {
            byte[] bytes =
                    text.length() > MOST ? new byte[0] : Base64.getUrlDecoder().decode(text);
            if (bytes.length <= NONCE) {
                return Optional.empty();
            }
            byte[] nonce = Arrays.copyOf(bytes, NONCE);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key(eventsKey), new GCMParameterSpec(TAG_BITS, nonce));
            String plain = new String(cipher.doFinal(bytes, NONCE, bytes.length - NONCE), StandardCharsets.UTF_8);
            List<String> lines = plain.lines().toList();
            return Optional.of(new Launch(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(nonce),
                    Instant.ofEpochSecond(Long.parseLong(lines.get(0))),
                    lines.get(1),
                    lines.get(2)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SecretKeySpec key(byte[] eventsKey) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(eventsKey, "HmacSHA256"));
        return new SecretKeySpec(mac.doFinal(LABEL), "AES");
    }
}
