package org.consentry.local.realm;

/**
 * The public keys a client signs its assertions with.
 *
 * @param jwks a JWK Set, public members only
 * @param algorithm ES256, ES384, RS384 or PS384
 */
public record PublicKeys(String jwks, String algorithm) {

    public PublicKeys {
        if (!algorithm.matches("(ES256|ES384|RS384|PS384)")) {
            throw new IllegalArgumentException("Client keys sign with ES256, ES384, RS384 or PS384");
        }
        if (jwks.contains("\"d\"")) {
            throw new IllegalArgumentException("The JWK Set holds a private key: never hand one out");
        }
    }
}
