package org.consentry.gateway.proof;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The authority's key for bundle signatures.
 *
 * @param keyFile file with a private P-256 key as a JWK, with {@code kid} and, when the key is certified, {@code x5c}
 */
@ConfigurationProperties("gateway.signature")
public record SignatureSettings(Path keyFile) {}
