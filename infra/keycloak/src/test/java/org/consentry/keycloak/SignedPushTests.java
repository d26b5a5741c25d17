package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedPushTests {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY = "{\"id\":\"e1\"}".getBytes(StandardCharsets.UTF_8);

    private final AtomicReference<String> signature = new AtomicReference<>("");
    private final HttpServer gateway = bound();
    private volatile int status = 204;

    @BeforeEach
    void start() {
        gateway.createContext("/", exchange -> {
            signature.set(exchange.getRequestHeaders().getFirst("Consentry-Signature"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    /** The expected value was computed with {@code openssl dgst -sha256 -hmac}. */
    @Test
    void signsTimeAndBody() {
        assertThat(push().send(BODY)).isEqualTo(Delivery.DONE);

        assertThat(signature.get())
                .isEqualTo("t=1700000000,v1=fcadad38dca12940650f9081af7453dbfe592646a13009e74c1041db9ecc7c19");
    }

    @ParameterizedTest
    @CsvSource({
        "200, DONE",
        "204, DONE",
        "400, REFUSED",
        "413, REFUSED",
        "422, REFUSED",
        "301, FAILED",
        "401, FAILED",
        "404, FAILED",
        "429, FAILED",
        "500, FAILED",
        "503, FAILED"
    })
    void givesUpOnlyOnWhatWillNeverBeRead(int answer, Delivery expected) {
        status = answer;

        assertThat(push().send(BODY)).isEqualTo(expected);
    }

    @Test
    void aGatewayThatIsAwayIsTriedLater() {
        gateway.stop(0);

        assertThat(push().send(BODY)).isEqualTo(Delivery.FAILED);
    }

    private SignedPush push() {
        URI url = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/internal/keycloak-events");
        return new SignedPush(url, KEY, () -> Instant.ofEpochSecond(1_700_000_000));
    }

    private static HttpServer bound() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
