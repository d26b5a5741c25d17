package org.consentry.gateway.proof.signature;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The authority's keys for bundle signatures.
 *
 * @param keyFile file with a private P-256 key as a JWK, with {@code kid} and, when the key is certified, {@code x5c}
 * @param previousKeysFile file with a JWK Set (RFC 7517) of the keys that signed before, public halves; null: none did.
 *     They are read from a file and not from the database, whose contents they are to judge
 */
@ConfigurationProperties("gateway.signature")
public record SignatureSettings(Path keyFile, @Nullable Path previousKeysFile) {
    public Optional<Path> previousKeys() {
        return Optional.ofNullable(previousKeysFile);
    }
}
