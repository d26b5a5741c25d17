package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.consentry.gateway.admission.Admission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;

/** The line protocol over real sockets. */
class MllpListenerIT {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private final IntakeFixture fixture = new IntakeFixture();
    private Optional<MllpListener> listener = Optional.empty();

    @AfterEach
    void close() {
        listener.ifPresent(MllpListener::stop);
        fixture.close();
    }

    private int listen(int connections, Optional<String> tls, SslBundles bundles) throws IOException {
        return listen(connections, tls, bundles, new Admission(1 << 30, 1 << 30, Duration.ofSeconds(10)));
    }

    private int listen(int connections, Optional<String> tls, SslBundles bundles, Admission admission)
            throws IOException {
        int port = freePort();
        MllpListener started = new MllpListener(
                fixture.intake,
                fixture.bean(IntakeSettings.class),
                new IntakeSettings.Mllp(port, "127.0.0.1", "hospital-a", tls),
                new Semaphore(connections),
                bundles,
                admission,
                Clock.systemUTC());
        started.start();
        listener = Optional.of(started);
        return port;
    }

    private int listen() throws IOException {
        return listen(4, Optional.empty(), new DefaultSslBundleRegistry());
    }

    @Test
    void turnsAwayWhoComesWhenAllPlacesAreTaken() throws IOException {
        int port = listen(1, Optional.empty(), new DefaultSslBundleRegistry());
        try (Socket first = connect(port);
                Socket second = connect(port)) {
            assertThat(exchange(first, message("1", "7001"))).contains("MSA|AA|1");

            assertThatThrownBy(() -> exchange(second, message("2", "7002"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesAMessageTooLargeAndTakesTheNext() throws IOException {
        try (Socket line = connect(listen())) {
            assertThat(exchange(
                            line,
                            "MSH|^~\\&|A|B|C|D|20260101||ADT^A08|BIG|P|2.5\rNTE|1||"
                                    + "x".repeat((IntakeFixture.LARGEST + 1) << 20)))
                    .contains("MSA|AR|BIG");
            assertThat(exchange(line, message("2", "7002"))).contains("MSA|AA|2");
        }
    }

    @Test
    void noiseOnSomeLinesTakesNoRoomFromOthers() throws IOException {
        Admission narrow = new Admission(1 << 20, 1 << 30, Duration.ZERO);
        int port = listen(4, Optional.empty(), new DefaultSslBundleRegistry(), narrow);
        try (Socket first = connect(port);
                Socket second = connect(port)) {
            for (Socket line : List.of(first, second)) {
                line.getOutputStream().write(new byte[4 << 20]);
                line.getOutputStream().flush();
            }
            assertThat(exchange(first, message("1", "7001"))).contains("MSA|AA|1");
            assertThat(exchange(second, message("2", "7002"))).contains("MSA|AA|2");
        }
    }

    @Test
    void answersWhatIsNoMessageWithAnErrorAndNeverItsContent() throws IOException {
        try (Socket line = connect(listen())) {
            assertThat(exchange(line, "MSH|^~\\&|A|B|C|D|20260101|||SECRET7|P|2.5\rPID|Sentinelhaus"))
                    .contains("MSA|A")
                    .contains("ERR|")
                    .doesNotContain("Sentinelhaus");
        }
    }

    @Test
    void answersInTheOrderOfTheMessagesOfALine() throws IOException {
        try (Socket line = connect(listen())) {
            for (int i = 0; i < 20; i++) {
                line.getOutputStream().write(MllpFrames.framed(bytes(message("C" + i, "70" + i))));
            }
            line.getOutputStream().flush();
            for (int i = 0; i < 20; i++) {
                assertThat(answer(line)).contains("MSA|AA|C" + i + "\r");
            }
        }
    }

    @Test
    void speaksTlsToThoseWhoShowACertificateItTrusts() throws Exception {
        Path hospital = keyStore("hospital");
        SslBundle bundle = SslBundle.of(new JksSslStoreBundle(details(hospital), details(hospital)));
        int port = listen(4, Optional.of("mllp"), new DefaultSslBundleRegistry("mllp", bundle));
        SSLContext known = bundle.createSslContext();
        SSLContext stranger = SslBundle.of(new JksSslStoreBundle(details(keyStore("stranger")), details(hospital)))
                .createSslContext();

        try (Socket line = known.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(exchange(line, message("1", "7001"))).contains("MSA|AA|1");
        }
        try (Socket line = stranger.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            assertThatThrownBy(() -> exchange(line, message("2", "7002"))).isInstanceOf(IOException.class);
        }
    }

    private static JksSslStoreDetails details(Path store) {
        return new JksSslStoreDetails("PKCS12", null, store.toUri().toString(), new String(PASSWORD));
    }

    /** A key and its own certificate, made by the JDK's tool. */
    private Path keyStore(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore.getInstance(store.toFile(), PASSWORD);
        return store;
    }

    private static String message(String control, String mrn) {
        return "MSH|^~\\&|ADT|HOSP|GW|GW|20260101100000||ADT^A08^ADT_A01|" + control + "|P|2.5.1\rPID|1||" + mrn
                + "^^^HOSP^MR||Lovelace^Ada||19700101|F\r";
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String exchange(Socket line, String message) throws IOException {
        line.getOutputStream().write(MllpFrames.framed(bytes(message)));
        line.getOutputStream().flush();
        return answer(line);
    }

    private static String answer(Socket line) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = line.getInputStream();
        for (int b = in.read(); b != 0x1C; b = in.read()) {
            if (b < 0) {
                throw new IOException("the line was closed");
            }
            text.append((char) b);
        }
        in.read();
        return text.substring(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
