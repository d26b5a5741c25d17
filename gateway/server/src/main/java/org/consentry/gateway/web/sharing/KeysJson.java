package org.consentry.gateway.web.sharing;

import java.util.HexFormat;
import java.util.List;
import org.consentry.gateway.sharing.KeySet;
import org.consentry.gateway.sharing.RetiredKey;
import org.consentry.gateway.web.fhir.Parameters;

/** Registered keys as Parameters, in the form in which they are registered. */
final class KeysJson {
    private KeysJson() {}

    static byte[] of(KeySet keys) {
        return of(keys, List.of());
    }

    /** With those that no longer sign. */
    static byte[] of(KeySet keys, List<RetiredKey> retired) {
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
        for (RetiredKey key : retired) {
            parameters
                    .part("retired")
                    .with("jwk", "String", key.key().toJson())
                    .with("kid", "String", key.key().thumbprint().value())
                    .with("from", "Instant", key.from().toString())
                    .with("until", "Instant", key.until().toString());
        }
        return parameters.json();
    }
}
