package org.consentry.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import org.consentry.crypto.umbral.SecretKey;

/** A key that opens what is delivered to a member. */
public sealed interface ReaderKey extends AutoCloseable {
    /** Opens what a proxy re-encrypted. */
    record Umbral(SecretKey key) implements ReaderKey {
        @Override
        public void close() {
            key.close();
        }

        /** Never shows the key. */
        @Override
        public String toString() {
            return "ReaderKey.Umbral[...]";
        }
    }

    /** Opens what the patient's device wrapped for a member without Umbral; P-256. */
    record Wrapping(ECPrivateKey key, ECPublicKey publicKey) implements ReaderKey {
        @Override
        public void close() {
            // The platform's keys cannot be overwritten.
        }

        /** Never shows the key. */
        @Override
        public String toString() {
            return "ReaderKey.Wrapping[...]";
        }
    }

    @Override
    void close();

    /** Reads a file with either: 64 hex digits, or a private JWK. */
    static ReaderKey read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        if (!text.startsWith("{")) {
            return new Umbral(MemberKey.read(file));
        }
        try {
            ECKey jwk = ECKey.parse(text);
            if (jwk.isPrivate() && Curve.P_256.equals(jwk.getCurve())) {
                return new Wrapping(jwk.toECPrivateKey(), jwk.toECPublicKey());
            }
        } catch (ParseException | JOSEException e) {
            throw new IOException("the member's key file is not a JWK", e);
        }
        throw new IOException("the member's key file does not hold a private P-256 key");
    }
}
