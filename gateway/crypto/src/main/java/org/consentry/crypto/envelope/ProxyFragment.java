package org.consentry.crypto.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.KeyFrag;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.Sealed;
import org.consentry.crypto.umbral.SecretKey;

/**
 * A key fragment on its way from a patient's device to a member's proxy, through a gateway that must not see it.
 *
 * <p>Four lines of text, {@code consentry-proxy-fragment-v1}, the consent's id, the instant at which it ends (or {@code -})
 * and the fragment in base64, sealed by Umbral to the proxy's key: a capsule (105 bytes), then the ciphertext. What binds
 * the fragment to its consent is inside, so whoever passes it on cannot put it under another.
 *
 * @param until the proxy uses it before this instant only
 */
public record ProxyFragment(String consentId, Optional<Instant> until, KeyFrag fragment) {
    private static final String VERSION = "consentry-proxy-fragment-v1";
    private static final Pattern CONSENT = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    private static final int MOST = 2_048;

    public ProxyFragment {
        if (!CONSENT.matcher(consentId).matches()) {
            throw new IllegalArgumentException("a consent's id: 1 to 64 letters, digits, '-' or '.'");
        }
    }

    /** Seals it to a proxy's key. */
    public byte[] sealTo(PublicKey proxy, SecureRandom random) {
        String text = VERSION
                + '\n'
                + consentId
                + '\n'
                + until.map(Instant::toString).orElse("-")
                + '\n'
                + Base64.getEncoder().encodeToString(fragment.toBytes());
        Sealed sealed = Sealed.to(proxy, text.getBytes(StandardCharsets.US_ASCII), random);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(sealed.capsule().toBytes());
        out.writeBytes(sealed.ciphertext());
        return out.toByteArray();
    }

    /** Opens one; empty for whatever is not a fragment sealed to this key. The fragment has yet to be verified. */
    public static Optional<ProxyFragment> open(SecretKey own, byte[] bytes) {
        if (bytes.length <= Capsule.LENGTH || bytes.length > MOST) {
            return Optional.empty();
        }
        byte[] ciphertext = Arrays.copyOfRange(bytes, Capsule.LENGTH, bytes.length);
        Checked<byte[]> opened = Capsule.fromBytes(Arrays.copyOf(bytes, Capsule.LENGTH))
                .then(capsule -> new Sealed(capsule, ciphertext).open(own));
        return opened instanceof Checked.Accepted<byte[]> accepted ? read(accepted.value()) : Optional.empty();
    }

    private static Optional<ProxyFragment> read(byte[] text) {
        String[] lines = new String(text, StandardCharsets.US_ASCII).split("\n", -1);
        if (lines.length != 4 || !lines[0].equals(VERSION)) {
            return Optional.empty();
        }
        try {
            Optional<Instant> until = lines[2].equals("-") ? Optional.empty() : Optional.of(Instant.parse(lines[2]));
            Checked<KeyFrag> fragment = KeyFrag.fromBytes(Base64.getDecoder().decode(lines[3]));
            return fragment instanceof Checked.Accepted<KeyFrag> accepted
                    ? Optional.of(new ProxyFragment(lines[1], until, accepted.value()))
                    : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
