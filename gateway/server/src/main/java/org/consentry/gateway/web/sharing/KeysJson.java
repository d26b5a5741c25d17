package org.consentry.gateway.web.sharing;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.sharing.Holders;
import org.consentry.gateway.sharing.KeySet;
import org.consentry.gateway.sharing.RetiredKey;
import org.consentry.gateway.web.fhir.Parameters;

/** Registered keys as Parameters, in the form in which they are registered. */
final class KeysJson {
    private KeysJson() {}

    static byte[] of(KeySet keys) {
        return of(keys, List.of(), List.of());
    }

    /** With those that no longer sign, and the members' proxies that hold fragments of what is shared with the owner. */
    static byte[] of(KeySet keys, List<RetiredKey> retired, List<Holders.Holder> holders) {
        Parameters parameters = Parameters.create();
        keys.signing().ifPresent(jwk -> {
            parameters.with("jwk", "String", jwk.toJson());
            parameters.with("kid", "String", jwk.thumbprint().value());
        });
        keys.wrapping().filter(jwk -> !keys.signing().equals(Optional.of(jwk))).ifPresent(jwk -> parameters
                .part("wrapping")
                .with("jwk", "String", jwk.toJson())
                .with("kid", "String", jwk.thumbprint().value()));
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
        for (Holders.Holder holder : holders) {
            parameters
                    .part("holder")
                    .withReference("organization", holder.member().reference())
                    .with(
                            "proxyKey",
                            "String",
                            HexFormat.of().formatHex(holder.key().toBytes()));
        }
        return parameters.json();
    }
}
