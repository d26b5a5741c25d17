package org.consentry.gateway;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every feature needs to know of the whole.
 *
 * @param baseUrl the gateway's public URL without a trailing slash, as it stands in links
 * @param secretFile file with the installation's secret, 32 random bytes in base64, shared by all replicas
 */
@ConfigurationProperties("gateway")
public record GatewaySettings(
        @DefaultValue("http://localhost:8080") URI baseUrl, Path secretFile) {
    public GatewaySettings {
        if (!baseUrl.isAbsolute() || baseUrl.toString().endsWith("/")) {
            throw new IllegalArgumentException("gateway.base-url must be an absolute URL without a trailing slash");
        }
    }

    /** The FHIR base URL, without a trailing slash. */
    public String fhir() {
        return baseUrl + "/fhir";
    }
}
