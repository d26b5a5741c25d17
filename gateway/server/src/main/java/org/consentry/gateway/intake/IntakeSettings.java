package org.consentry.gateway.intake;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The doors for hospitals' own formats.
 *
 * @param zone the zone of times without an offset
 * @param largestMessage the largest single message or document
 * @param largestBody the largest batch or file of messages
 * @param mllp MLLP listeners, one a member and port
 * @param mllpConnections most connections at the same time, of all listeners together
 * @param mllpIdle how long a connection may be silent
 * @param folder the folder whose files are taken in; none when absent
 * @param folderEvery how often the folder is looked at
 * @param keepDeadLetters how long what was refused is kept
 * @param deadLetterSpace how many bytes of it are kept for a member
 * @param profiles the folder with what is particular to each member, see {@code SiteProfiles}; none when absent
 */
@ConfigurationProperties("gateway.intake")
public record IntakeSettings(
        @DefaultValue("UTC") ZoneId zone,
        @DefaultValue("32MB") DataSize largestMessage,
        @DefaultValue("128MB") DataSize largestBody,
        @DefaultValue List<Mllp> mllp,
        @DefaultValue("64") int mllpConnections,
        @DefaultValue("10m") Duration mllpIdle,
        Optional<Path> folder,
        @DefaultValue("2s") Duration folderEvery,
        @DefaultValue("30d") Duration keepDeadLetters,
        @DefaultValue("256MB") DataSize deadLetterSpace,
        Optional<Path> profiles) {

    /**
     * One MLLP listener. MLLP knows no sign-in, so a listener belongs to one member, and the network or a client
     * certificate decides who reaches it.
     *
     * @param port 0 switches it off
     * @param address what it listens on; loopback unless TLS or a private network protects it
     * @param member the member whose systems it serves
     * @param tls name of the {@code spring.ssl.bundle} with the listener's certificate; plain when absent. A bundle with
     *     a trust store demands a client certificate
     */
    public record Mllp(
            int port,
            @DefaultValue("127.0.0.1") String address,
            @DefaultValue("hospital-a") String member,
            Optional<String> tls) {
        public Mllp {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException(
                        "gateway.intake.mllp[].port (%d) must be 0 to 65,535".formatted(port));
            }
        }

        /** Who sends here. */
        Sender sender() {
            return new Sender(new OrganizationId(member), "mllp-" + member);
        }
    }

    public IntakeSettings {
        mllp = List.copyOf(mllp);
        if (mllpConnections < 1) {
            throw new IllegalArgumentException("gateway.intake.mllp-connections must be at least 1");
        }
        if (largestMessage.toBytes() < 1024 || largestMessage.toMegabytes() > 512) {
            throw new IllegalArgumentException("gateway.intake.largest-message must be 1KB to 512MB");
        }
        if (largestBody.compareTo(largestMessage) < 0 || largestBody.toMegabytes() > 1024) {
            throw new IllegalArgumentException(
                    "gateway.intake.largest-body must be at least gateway.intake.largest-message and at most 1GB");
        }
        if (folderEvery.toMillis() < 100) {
            throw new IllegalArgumentException("gateway.intake.folder-every must be at least 100ms");
        }
    }
}
