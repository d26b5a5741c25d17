package org.consentry.gateway.attachment;

import java.net.URI;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the object store, {@code gateway.object-store.*}. Nobody but the gateway needs to reach it.
 *
 * @param endpoint URL of the S3 API, without a path
 * @param accessKey who the gateway is there
 * @param secretKey its secret; also signs one-time URIs
 * @param bucket made at the first start, private
 * @param region as the store names it
 */
@ConfigurationProperties("gateway.object-store")
public record ObjectStoreSettings(
        @DefaultValue("http://localhost:9000") URI endpoint,
        String accessKey,
        String secretKey,
        @DefaultValue("consentry") String bucket,
        @DefaultValue("us-east-1") String region) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

    public ObjectStoreSettings {
        if (!endpoint.isAbsolute() || !endpoint.getPath().isEmpty()) {
            throw new IllegalArgumentException("gateway.object-store.endpoint must be an absolute URL without a path");
        }
        require("access-key", accessKey);
        require("secret-key", secretKey);
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException(
                    "gateway.object-store.bucket must be 3 to 63 lower-case letters, digits and '-'");
        }
    }

    private static void require(String name, @org.jspecify.annotations.Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("gateway.object-store." + name + " must be set");
        }
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "ObjectStoreSettings[" + endpoint + "/" + bucket + "]";
    }
}
