package org.consentry.gateway.web.fhir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * The tokens in {@code next} links: everything a replica needs to make the next page, sealed. They are encrypted and
 * not only signed, because a link is logged by every proxy on its way and a query holds health data. A token works for
 * the caller it was made for, for an hour; what the caller may see is decided anew on every page.
 */
final class PageTokens {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final long LIFETIME_MS = 3_600_000;
    private static final String SEPARATOR = "\u001f";

    private final SecretKeySpec key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    PageTokens(Secrets secrets, Clock clock) {
        this.key = new SecretKeySpec(secrets.derive("page-tokens"), "AES");
        this.clock = clock;
    }

    /** @param parts without control characters */
    String seal(Caller caller, List<String> parts) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] plain = (clock.millis() + SEPARATOR + String.join(SEPARATOR, parts)).getBytes(StandardCharsets.UTF_8);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner(caller));
            byte[] sealed = cipher.doFinal(plain);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** @throws Problem MALFORMED for what was not sealed here for this caller, GONE for what is too old */
    List<String> open(Caller caller, String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length <= NONCE) {
                throw foreign();
            }
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE));
            cipher.updateAAD(owner(caller));
            byte[] plain = cipher.doFinal(bytes, NONCE, bytes.length - NONCE);
            List<String> parts = List.of(new String(plain, StandardCharsets.UTF_8).split(SEPARATOR, -1));
            if (Long.parseLong(parts.getFirst()) + LIFETIME_MS < clock.millis()) {
                throw Problem.at(ProblemKind.GONE, "_page", "this page has expired; search again");
            }
            return parts.subList(1, parts.size());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw foreign();
        }
    }

    /** As {@link #open(Caller, String)}, of what was sealed for this interaction: its name is the first part. */
    List<String> open(Caller caller, String token, String interaction) {
        List<String> parts = open(caller, token);
        if (!parts.getFirst().equals(interaction)) {
            throw Problem.at(ProblemKind.MALFORMED, "_page", "not a page of this interaction");
        }
        return parts;
    }

    private static byte[] owner(Caller caller) {
        return (caller.clientId() + SEPARATOR + caller.actor()).getBytes(StandardCharsets.UTF_8);
    }

    private static Problem foreign() {
        return Problem.at(ProblemKind.MALFORMED, "_page", "not a page token of this caller");
    }
}
