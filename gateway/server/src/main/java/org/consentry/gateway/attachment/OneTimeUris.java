package org.consentry.gateway.attachment;

import io.minio.Signer;
import io.minio.errors.MinioException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.consentry.gateway.GatewaySettings;
import org.springframework.stereotype.Component;

/*
 * One-time URIs are real SigV4 presigned URIs for the gateway's own host and path: any S3 or HTTP client can use one.
 *
 * The signature covers the host, the path below /objects and the expiry, so nothing of it can be changed; that it
 * opens something once is a matter of the table of deliveries, which finds the row by the SHA-256 of the signature and
 * so never holds what a thief of the table could use. A URI is made anew from its row whenever it has to be shown, and from
 * what it says itself when somebody comes with one. It opens nothing at the store itself: the path is not the store's.
 */
@Component
class OneTimeUris {
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String SIGNATURE = "X-Amz-Signature";

    private final HttpUrl base;
    private final ObjectStoreSettings store;

    OneTimeUris(GatewaySettings gateway, ObjectStoreSettings store) {
        this.base = HttpUrl.get(gateway.baseUrl());
        this.store = store;
    }

    /** The URI of a staged copy; always the same for the same values. */
    URI of(Delivery.Staged staged) {
        HttpUrl url = base.newBuilder()
                .addPathSegments(
                        "objects/" + store.bucket() + "/" + staged.key().value())
                .build();
        Request request = new Request.Builder()
                .url(url)
                .header("Host", HttpUrlHost.of(url))
                .header("x-amz-date", AMZ_DATE.format(staged.signedAt()))
                .build();
        long seconds = Duration.between(staged.signedAt(), staged.expiresAt()).toSeconds();
        try {
            return Signer.presignV4(
                            request, store.region(), store.accessKey(), store.secretKey(), Math.toIntExact(seconds))
                    .uri();
        } catch (MinioException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    /** What the table holds in place of the URI. */
    byte[] fingerprint(Delivery.Staged staged) {
        return sha256(parameter(of(staged).getRawQuery(), SIGNATURE));
    }

    /** The fingerprint of a request's path and query; empty unless we signed exactly these. */
    Optional<byte[]> presented(String rawPath, String rawQuery) {
        return said(rawPath, rawQuery)
                .filter(staged -> matches(staged, rawPath, rawQuery))
                .map(staged -> sha256(parameter(rawQuery, SIGNATURE)));
    }

    /** What a URI says of itself, believed by nobody yet. */
    private static Optional<Delivery.Staged> said(String rawPath, String rawQuery) {
        try {
            ObjectKey key = new ObjectKey(rawPath.substring(Math.max(0, rawPath.indexOf("staging/"))));
            Instant signed = Instant.from(AMZ_DATE.parse(parameter(rawQuery, "X-Amz-Date")));
            long seconds = Integer.parseInt(parameter(rawQuery, "X-Amz-Expires"));
            return Optional.of(new Delivery.Staged(key, "", signed, signed.plusSeconds(seconds)));
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** The order of parameters is free. */
    private boolean matches(Delivery.Staged staged, String rawPath, String rawQuery) {
        URI uri = of(staged);
        return MessageDigest.isEqual(ascii(uri.getRawPath()), ascii(rawPath))
                && MessageDigest.isEqual(sorted(uri.getRawQuery()), sorted(rawQuery));
    }

    private static String parameter(String rawQuery, String name) {
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    private static byte[] sorted(String rawQuery) {
        String[] pairs = rawQuery.split("&", -1);
        Arrays.sort(pairs);
        return ascii(String.join("&", pairs));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(ascii(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The Host header of a URL. */
    private static final class HttpUrlHost {
        private HttpUrlHost() {}

        static String of(HttpUrl url) {
            boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
            return usual ? url.host() : url.host() + ":" + url.port();
        }
    }
}
