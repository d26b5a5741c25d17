package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies that would fill the memory together, at every door that holds one whole. */
class LargeBodiesIT {
    private static final int MB = 1024 * 1024;
    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.startBehind(
                UnaryOperator.identity(), Map.of("gateway.admission.held", "1MB", "gateway.admission.patience", "1s"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void tellsTheNextToComeAgainWhileOneHoldsTheRoomAndTakesItAfterwards() throws Exception {
        String hospital = gateway.member("hospital-a");
        Socket slow = halfSent(hospital, 3 * MB, 3 * MB / 2);
        HttpResponse<String> refused = large(hospital);
        for (int i = 0; i < 50 && refused.statusCode() == 201; i++) {
            // Its bytes had not come, or came beside ours and were refused themselves. Nothing tells from outside when
            // the gateway has read them, so the next attempt leaves them more time.
            slow.close();
            slow = halfSent(hospital, 3 * MB, 3 * MB / 2);
            Thread.sleep(20L * i);
            refused = large(hospital);
        }
        try (Socket holding = slow) {
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("OperationOutcome").contains("transient");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(intake(hospital).statusCode()).isEqualTo(503);
            assertThat(gateway.get(hospital, "/fhir/Patient?_count=1").statusCode())
                    .isEqualTo(200);
            assertThat(holding.getInputStream().available()).isZero();
        }
        assertThat(awaitStatus(201, () -> large(hospital)).statusCode()).isEqualTo(201);
    }

    @Test
    void refusesALongBodyOfWhoHasNotSaidWhoItIs() {
        assertThat(notice(HttpRequest.BodyPublishers.ofByteArray(new byte[2 * MB])))
                .isEqualTo(413);
        assertThat(notice(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 * MB]))))
                .isEqualTo(413);
    }

    private static HttpResponse<String> large(String hospital) {
        return gateway.post(
                hospital, "/fhir/Basic", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"" + "x".repeat(MB) + "\"}}");
    }

    private static HttpResponse<String> intake(String hospital) {
        return gateway.send(gateway.request(hospital, "/intake/hl7v2", "Content-Type", "x-application/hl7-v2+er7")
                .POST(HttpRequest.BodyPublishers.ofString("MSH|".repeat(MB / 4))));
    }

    /** A client that has sent a part of what it announced, and says no more. */
    private static Socket halfSent(String hospital, int announced, int sent) throws IOException {
        URI base = uri("/");
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.getOutputStream()
                .write(("POST /fhir/Basic HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/fhir+json\r\n"
                                + "Authorization: Bearer " + hospital + "\r\nContent-Length: " + announced + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[sent]);
        socket.getOutputStream().flush();
        return socket;
    }

    private interface Ask {
        HttpResponse<String> ask();
    }

    /** A real connection ends when the operating system says so, and no clock of ours moves that. */
    private static HttpResponse<String> awaitStatus(int status, Ask ask) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        HttpResponse<String> answer = ask.ask();
        while (answer.statusCode() != status && System.nanoTime() < deadline) {
            Thread.sleep(50);
            answer = ask.ask();
        }
        return answer;
    }

    private static int notice(HttpRequest.BodyPublisher body) {
        return gateway.send(gateway.request(
                                "", "/internal/keycloak-events", "Consentry-Signature", "t=1,v1=" + "0".repeat(64))
                        .POST(body))
                .statusCode();
    }

    private static URI uri(String path) {
        return gateway.request("", path).build().uri();
    }
}
