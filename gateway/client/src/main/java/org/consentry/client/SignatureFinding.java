package org.consentry.client;

import java.util.Optional;
import org.consentry.crypto.signature.BundleVerifier;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.signature.Verification;

/** What became of the signature in a Bundle. */
public sealed interface SignatureFinding {
    /** The key signed exactly this Bundle. */
    record Holds(String keyId, String when) implements SignatureFinding {}

    /** It does not hold; the text never quotes the Bundle. */
    record Fails(String why) implements SignatureFinding {}

    /** Checks a signed Bundle with the public key of whoever should have signed it; needs no network. */
    static SignatureFinding of(byte[] bundle, PublicJwk key) {
        BundleVerifier verifier = new BundleVerifier(
                name -> name.equals(key.thumbprint().asKeyId()) ? Optional.of(key) : Optional.empty());
        return switch (verifier.verify(bundle)) {
            case Verification.Valid valid -> new Holds(valid.signer().value(), valid.signedAt());
            case Verification.BadSignature bad -> new Fails("the signature is not over this Bundle");
            case Verification.UnknownKey unknown -> new Fails("it was signed with another key");
            case Verification.Malformed malformed ->
                new Fails(malformed.reason().text());
        };
    }
}
