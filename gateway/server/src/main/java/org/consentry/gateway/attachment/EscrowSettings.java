package org.consentry.gateway.attachment;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the network's escrow key is, {@code gateway.escrow-key-file}.
 *
 * @param escrowKeyFile file with a secp256k1 secret key, 64 hex digits; what comes for a patient without a key is sealed
 *     to it
 */
@ConfigurationProperties("gateway")
public record EscrowSettings(Path escrowKeyFile) {
    public EscrowSettings {
        require(escrowKeyFile);
    }

    private static void require(@Nullable Path file) {
        if (file == null) {
            throw new IllegalArgumentException("gateway.escrow-key-file must be set");
        }
    }
}
