package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentry.gateway.live.OpenCases.resource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An organization that is no member any more: what it holds open ends, though nothing happens on it. */
class SwitchedOffIT {
    private static final int PATIENCE_MS = (int) Duration.ofSeconds(10).toMillis();
    private static LiveGateway gateway;
    private static int port;

    @BeforeAll
    static void start() {
        port = LiveGateway.freePort();
        gateway = LiveGateway.startBehind(
                UnaryOperator.identity(),
                Map.of(
                        "gateway.intake.mllp[0].port",
                        Integer.toString(port),
                        "gateway.intake.mllp[0].member",
                        "hospital-line",
                        "gateway.event.heartbeat",
                        "60s"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void itsLinesAndStreamsEnd() throws IOException {
        switched(true, 201);
        try (Socket idle = line();
                EventLine stream = EventLine.open(gateway, gateway.member("hospital-line"))) {
            assertThat(sent(idle, "m-1")).contains("MSA|AA");

            switched(false, 200);

            assertThatThrownBy(() -> stream.next("never")).isInstanceOf(AssertionError.class);
            assertThat(idle.getInputStream().read()).isNegative();
        }
        try (Socket again = line()) {
            assertThat(sent(again, "m-2")).doesNotContain("MSA|AA");
        }
        switched(true, 200);
        try (Socket again = line()) {
            assertThat(sent(again, "m-3")).contains("MSA|AA");
        }
    }

    private static void switched(boolean active, int status) {
        LiveGateway.expect(
                gateway.put(
                        gateway.service("operator", "system/*.cruds"),
                        "/fhir/Organization/hospital-line",
                        resource("Organization", "'id':'hospital-line','name':'Line','active':" + active)),
                status);
    }

    private static Socket line() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    /** The answer; empty when the line was hung up. */
    private static String sent(Socket socket, String number) throws IOException {
        String message = "MSH|^~\\&|ADT|HOSP|GW|GW|20260101120000||ADT^A01|" + number
                + "|P|2.5.1\rEVN|A01|20260101120000\rPID|1||123^^^HOSP^MR||Doe^Jane||19800101|F\rPV1|1|I\r";
        socket.getOutputStream().write(("\u000B" + message + "\u001C\r").getBytes(StandardCharsets.UTF_8));
        StringBuilder answer = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != 0x1C;
                next = socket.getInputStream().read()) {
            answer.append((char) next);
        }
        if (!answer.isEmpty()) {
            assertThat(socket.getInputStream().read()).isEqualTo('\r');
        }
        return answer.toString();
    }
}
