package org.consentry.gateway.proof;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Members' copies of the ledger that this gateway tells others about.
 *
 * @param urls their prefixes, as {@code ledger mirror --serve} or a web server serves them
 * @param every time between two looks at each
 */
@ConfigurationProperties("gateway.replicas")
public record ReplicaSettings(
        @DefaultValue List<URI> urls, @DefaultValue("10s") Duration every) {
    private static final int MOST = 64;

    public ReplicaSettings {
        urls = List.copyOf(urls);
        if (urls.size() > MOST) {
            throw new IllegalArgumentException("gateway.replicas.urls must be at most " + MOST);
        }
        for (URI url : urls) {
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (!web || url.getHost() == null || url.getRawQuery() != null || url.getRawUserInfo() != null) {
                throw new IllegalArgumentException("gateway.replicas.urls must be http or https with a host alone");
            }
        }
        if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("gateway.replicas.every (%s) must be from 1s to 1h".formatted(every));
        }
    }
}
