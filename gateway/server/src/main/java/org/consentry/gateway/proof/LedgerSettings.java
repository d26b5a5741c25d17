package org.consentry.gateway.proof;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The log this gateway writes.
 *
 * @param origin the log's name, a schema-less URL as C2SP asks; also the name of its key
 * @param keyFile file with the Ed25519 signing key in C2SP form ({@code PRIVATE+KEY+…})
 * @param batch most entries sequenced in one write
 */
@ConfigurationProperties("gateway.ledger")
public record LedgerSettings(
        String origin, Path keyFile, @DefaultValue("4096") int batch) {
    public LedgerSettings {
        if (origin.isBlank() || origin.contains("+") || origin.contains(" ")) {
            throw new IllegalArgumentException("gateway.ledger.origin must be a name without spaces and '+'");
        }
        if (batch < 1 || batch > 65_536) {
            throw new IllegalArgumentException("gateway.ledger.batch (%d) must be 1 to 65,536".formatted(batch));
        }
    }
}
