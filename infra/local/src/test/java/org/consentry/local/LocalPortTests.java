package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPortTests {

    @Test
    void aTakenPortIsNamedTogetherWithTheFlagThatMovesIt() throws IOException {
        try (ServerSocket somebody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalPort port = new LocalPort("the object store", somebody.getLocalPort(), "s3-port");

            assertThatThrownBy(() -> LocalPort.requireFree(List.of(port)))
                    .isInstanceOf(StackFailure.class)
                    .hasMessage(
                            "Port %d is taken, but the object store needs it. "
                                    + "Choose another with --s3-port or CONSENTRY_S3_PORT.",
                            somebody.getLocalPort());
        }
    }

    @Test
    void aPortTakenOnEveryAddressIsTaken() throws IOException {
        try (ServerSocket somebody = new ServerSocket(0)) {
            LocalPort port = new LocalPort("MLLP", somebody.getLocalPort(), "mllp-port");

            assertThatThrownBy(() -> LocalPort.requireFree(List.of(port))).isInstanceOf(StackFailure.class);
        }
    }

    @Test
    void aFreePortIsLeftFree() throws IOException {
        int number;
        try (ServerSocket somebody = new ServerSocket(0)) {
            number = somebody.getLocalPort();
        }
        LocalPort port = new LocalPort("PostgreSQL", number, "postgres-port");

        assertThatCode(() -> LocalPort.requireFree(List.of(port, port))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void aPortThatDoesNotExistIsRefusedWithItsFlag(int number) {
        Path here = Path.of(".");

        assertThatThrownBy(() -> new StackSettings(here, here, here, here, 8080, 8180, 9000, number, 2575, 8100))
                .isInstanceOf(StackFailure.class)
                .hasMessageContaining("PostgreSQL")
                .hasMessageContaining("--postgres-port");
    }
}
