package org.consentry.gateway.intake;

import java.time.Duration;
import java.time.ZoneId;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The doors for hospitals' own formats.
 *
 * @param zone the zone of times without an offset
 * @param largestMessage the largest single HL7 v2 message
 * @param mllpPort the MLLP listener's port; 0 switches it off
 * @param mllpAddress the address it listens on; loopback unless a TLS proxy or a private network stands in front
 * @param mllpMember the member whose systems this listener serves: MLLP itself knows no sign-in, so a listener belongs to
 *     one member and the network decides who reaches it
 * @param mllpConnections most connections at the same time
 * @param mllpIdle how long a connection may be silent
 */
@ConfigurationProperties("gateway.intake")
public record IntakeSettings(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("32MB") DataSize largestMessage,
        @DefaultValue("0") int mllpPort,
        @DefaultValue("127.0.0.1") String mllpAddress,
        @DefaultValue("hospital-a") String mllpMember,
        @DefaultValue("64") int mllpConnections,
        @DefaultValue("10m") Duration mllpIdle) {
    public IntakeSettings {
        if (mllpPort < 0 || mllpPort > 65_535) {
            throw new IllegalArgumentException("gateway.intake.mllp-port (%d) must be 0 to 65,535".formatted(mllpPort));
        }
        if (mllpConnections < 1) {
            throw new IllegalArgumentException("gateway.intake.mllp-connections must be at least 1");
        }
        if (largestMessage.toBytes() < 1024 || largestMessage.toMegabytes() > 512) {
            throw new IllegalArgumentException("gateway.intake.largest-message must be 1KB to 512MB");
        }
    }

    /** The listener's member. */
    OrganizationId member() {
        return new OrganizationId(mllpMember);
    }
}
