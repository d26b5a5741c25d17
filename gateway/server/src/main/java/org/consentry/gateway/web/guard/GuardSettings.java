package org.consentry.gateway.web.guard;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of what is parsed.
 *
 * @param mostBody bytes of a body at most
 * @param mostDepth nested objects, arrays or elements at most
 */
@ConfigurationProperties("gateway.guard")
public record GuardSettings(
        @DefaultValue("64MB") DataSize mostBody,
        @DefaultValue("60") int mostDepth) {
    private static final long MOST = DataSize.ofMegabytes(512).toBytes();

    public GuardSettings {
        if (mostBody.toBytes() < 1 || mostBody.toBytes() > MOST) {
            throw new IllegalArgumentException("gateway.guard.most-body must be between 1B and 512MB");
        }
        if (mostDepth < 10 || mostDepth > 100) {
            throw new IllegalArgumentException("gateway.guard.most-depth must be between 10 and 100");
        }
    }
}
