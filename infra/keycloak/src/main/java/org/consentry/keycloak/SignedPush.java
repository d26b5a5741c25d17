package org.consentry.keycloak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * POSTs an event with {@code Consentry-Signature: t=<unix seconds>,v1=<hex>}, where the hex is the HMAC-SHA-256 of
 * {@code <t>.<body>}. The time is inside the signature so that the receiver can refuse what is older than some minutes.
 */
final class SignedPush implements Push {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI url;
    private final SecretKeySpec key;
    private final InstantSource clock;

    SignedPush(URI url, byte[] key, InstantSource clock) {
        this.url = url;
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.clock = clock;
    }

    @Override
    public Delivery send(byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("Consentry-Signature", signature(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return meaning(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return Delivery.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Delivery.FAILED;
        }
    }

    private static Delivery meaning(int status) {
        return switch (status) {
            case 200, 201, 202, 204 -> Delivery.DONE;
            // A wrong key, a missing route or an overload is somebody's mistake that will be mended; a body that
            // the gateway cannot read will not read better tomorrow.
            case 400, 413, 422 -> Delivery.REFUSED;
            default -> Delivery.FAILED;
        };
    }

    private String signature(byte[] body) {
        long time = clock.instant().getEpochSecond();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HMAC-SHA-256 is missing from this Java", e);
        }
    }
}
