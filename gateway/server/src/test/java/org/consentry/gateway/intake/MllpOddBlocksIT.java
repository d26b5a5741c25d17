package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.consentry.gateway.admission.Admission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** Blocks that no sender should send, and some do: each message is answered, and the line goes on. */
class MllpOddBlocksIT {
    private final IntakeFixture fixture = new IntakeFixture();
    private MllpListener listener;
    private Socket line;

    @BeforeEach
    void listen() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        listener = new MllpListener(
                fixture.intake,
                fixture.bean(IntakeSettings.class),
                new IntakeSettings.Mllp(port, "127.0.0.1", "hospital-a", Optional.empty()),
                new Semaphore(4),
                new DefaultSslBundleRegistry(),
                fixture.bean(Admission.class),
                Clock.systemUTC());
        listener.start();
        line = new Socket(InetAddress.getLoopbackAddress(), port);
        line.setSoTimeout(20_000);
    }

    @AfterEach
    void close() throws IOException {
        line.close();
        listener.stop();
        fixture.close();
    }

    @Test
    void refusesHalfAMessageAndTakesTheOneThatBeganInsideOfIt() throws IOException {
        String half = message("HALF", "7001").substring(0, 90);
        send(bytes("\u000B" + half + "\u000B" + message("WHOLE", "7002") + "\u001C\r"));

        assertThat(answer()).contains("MSA|AE|HALF").doesNotContain("7001");
        assertThat(answer()).contains("MSA|AA|WHOLE");
    }

    @Test
    void answersEachMessageOfABatchThoughOneInTheMiddleIsBad() throws IOException {
        String bad = "MSH|^~\\&|ADT|HOSP|GW|GW|20260101100000||ADT^A08|BAD|P|2.5.1\rZZZ\r";
        send(MllpFrames.framed(
                bytes("BHS|^~\\&|ADT\r" + message("C1", "7001") + bad + message("C3", "7003") + "BTS|3\r")));

        assertThat(answer()).startsWith("BHS|").contains("MSA|AA|C1\r", "MSA|A", "|BAD\r", "MSA|AA|C3\r", "BTS|3");
    }

    @Test
    void takesNullBytesAndBytesOfAnotherCharset() throws IOException {
        send(MllpFrames.framed(bytes(message("NUL", "7001").replace("Lovelace", "Love\u0000lace"))));
        assertThat(answer()).contains("MSA|AA|NUL");

        ByteArrayOutputStream latin = new ByteArrayOutputStream();
        latin.write(message("LATIN", "7002").replace("Lovelace", "Löwe").getBytes(StandardCharsets.ISO_8859_1));
        send(MllpFrames.framed(latin.toByteArray()));
        assertThat(answer()).contains("MSA|AA|LATIN");

        send(MllpFrames.framed(bytes(message("NEXT", "7003"))));
        assertThat(answer()).contains("MSA|AA|NEXT");
    }

    @Test
    void goesOnAfterABlockWithoutItsCarriageReturn() throws IOException {
        send(bytes("\u000B" + message("ONE", "7001") + "\u001C\u000B" + message("TWO", "7002") + "\u001C\r"));

        assertThat(answer()).contains("MSA|AA|ONE");
        assertThat(answer()).contains("MSA|AA|TWO");
    }

    private void send(byte[] wire) throws IOException {
        line.getOutputStream().write(wire);
        line.getOutputStream().flush();
    }

    private String answer() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        InputStream in = line.getInputStream();
        for (int b = in.read(); b != 0x1C; b = in.read()) {
            if (b < 0) {
                throw new IOException("the line was closed");
            }
            if (b != 0x0B) {
                text.write(b);
            }
        }
        in.read();
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String message(String control, String mrn) {
        return "MSH|^~\\&|ADT|HOSP|GW|GW|20260101100000||ADT^A08^ADT_A01|" + control + "|P|2.5.1\rPID|1||" + mrn
                + "^^^HOSP^MR||Lovelace^Ada||19700101|F\r";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
