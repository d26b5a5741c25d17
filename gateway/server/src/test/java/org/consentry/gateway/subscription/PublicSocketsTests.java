package org.consentry.gateway.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a URL says and whatever its name resolves to, no connection to this machine is made. */
class PublicSocketsTests {
    private final AtomicInteger reached = new AtomicInteger();
    private HttpServer server;

    PublicSocketsTests() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            reached.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f000001", "2130706433", "127.1"})
    void refuseThisMachineHoweverItIsWritten(String host) {
        OkHttpClient client =
                new OkHttpClient.Builder().socketFactory(new PublicSockets()).build();

        assertThatThrownBy(() -> get(client, host)).isInstanceOf(IOException.class);
        assertThat(reached).hasValue(0);
    }

    @Test
    void refuseANameThatLeadsHereAfterItWasLookedAt() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Dns rebinding = name -> List.of(
                asked.getAndIncrement() == 0
                        ? InetAddress.getByAddress(name, new byte[] {8, 8, 8, 8})
                        : InetAddress.getLoopbackAddress());
        assertThat(PublicAddresses.contain(rebinding.lookup("hook.example").getFirst()))
                .isTrue();
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(rebinding)
                .socketFactory(new PublicSockets())
                .build();

        assertThatThrownBy(() -> get(client, "hook.example")).isInstanceOf(IOException.class);
        assertThat(asked).hasValue(2);
        assertThat(reached).hasValue(0);
    }

    private void get(OkHttpClient client, String host) throws IOException {
        String url = "http://" + host + ":" + server.getAddress().getPort() + "/";
        client.newCall(new Request.Builder().url(url).build()).execute().close();
    }
}
