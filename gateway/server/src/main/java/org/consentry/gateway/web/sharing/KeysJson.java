package org.consentry.gateway.web.sharing;

import java.util.HexFormat;
import org.consentry.gateway.sharing.KeySet;
import org.consentry.gateway.web.fhir.Parameters;

/** Registered keys as Parameters, in the form in which they are registered. */
final class KeysJson {
    private KeysJson() {}

    static byte[] of(KeySet keys) {
        Parameters parameters = Parameters.create();
        keys.signing().ifPresent(jwk -> {
            parameters.with("jwk", "String", jwk.toJson());
            parameters.with("kid", "String", jwk.thumbprint().value());
        });
        for (KeySet.UmbralKey key : keys.umbral()) {
            parameters
                    .part("umbral")
                    .with("scope", "String", key.scope().value())
                    .with(
                            "publicKey",
                            "String",
                            HexFormat.of().formatHex(key.publicKey().toBytes()))
                    .with(
                            "verifyingKey",
                            "String",
                            HexFormat.of().formatHex(key.verifyingKey().toBytes()));
        }
        return parameters.json();
    }
}
