package org.consentry.gateway.attachment;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of sealed content and its delivery, {@code gateway.attachment.*}.
 *
 * @param maxSize the largest content
 * @param uriExpires how long a one-time URI can be used, 1 min to 7 days
 * @param lease how long a fetch may be silent before another may begin
 * @param unkept how long content may lie in the store before a record points to it
 */
@ConfigurationProperties("gateway.attachment")
public record AttachmentSettings(
        @DefaultValue("5GB") DataSize maxSize,
        @DefaultValue("1h") Duration uriExpires,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("1h") Duration unkept) {

    public AttachmentSettings {
        if (maxSize.toBytes() < 1) {
            throw new IllegalArgumentException("gateway.attachment.max-size must be positive");
        }
        within("uri-expires", uriExpires, Duration.ofMinutes(1), Duration.ofDays(7));
        within("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(10));
        within("unkept", unkept, Duration.ofMinutes(1), Duration.ofDays(30));
        if (lease.compareTo(uriExpires) > 0) {
            throw new IllegalArgumentException(
                    "gateway.attachment.lease (%s) must not exceed gateway.attachment.uri-expires (%s)"
                            .formatted(lease, uriExpires));
        }
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "gateway.attachment.%s (%s) must be from %s to %s".formatted(name, value, least, most));
        }
    }
}
