package org.consentry.gateway.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class AttachmentSettingsTests {
    @TempDir
    Path folder = Path.of("");

    private static AttachmentSettings settings(Duration uriExpires, Duration lease) {
        return new AttachmentSettings(DataSize.ofGigabytes(5), uriExpires, lease, Duration.ofHours(1));
    }

    @Test
    void refusesALeaseThatOutlivesItsUri() {
        assertThatThrownBy(() -> settings(Duration.ofMinutes(1), Duration.ofMinutes(2)))
                .hasMessageContaining("lease")
                .hasMessageContaining("uri-expires");
    }

    @Test
    void refusesUrisThatLiveTooLongOrTooShort() {
        assertThatThrownBy(() -> settings(Duration.ofDays(8), Duration.ofSeconds(30)))
                .hasMessageContaining("uri-expires");
        assertThatThrownBy(() -> settings(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("uri-expires");
    }

    @Test
    void neverShowsTheSecretOfTheStore() {
        ObjectStoreSettings store = new ObjectStoreSettings(
                URI.create("http://localhost:9000"), "access", "very-secret", "consentry", "us-east-1");

        assertThat(store.toString()).doesNotContain("very-secret");
    }

    @Test
    void refusesAStoreWithoutASecretOrWithAPath() {
        assertThatThrownBy(() -> new ObjectStoreSettings(
                        URI.create("http://localhost:9000"), "access", "", "consentry", "us-east-1"))
                .hasMessageContaining("secret-key");
        assertThatThrownBy(() -> new ObjectStoreSettings(
                        URI.create("http://localhost:9000/x"), "access", "s", "consentry", "us-east-1"))
                .hasMessageContaining("endpoint");
        assertThatThrownBy(() -> new ObjectStoreSettings(
                        URI.create("http://localhost:9000"), "access", "s", "../etc", "us-east-1"))
                .hasMessageContaining("bucket");
    }

    @Test
    void refusesAnEscrowFileThatHoldsNoKey() throws Exception {
        Path file = Files.writeString(folder.resolve("escrow.key"), "nonsense");

        assertThatThrownBy(() -> EscrowKey.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("escrow-key-file");
    }

    @Test
    void answersBusyWhenTheStoreIsAwayAndStartsAnyway() {
        try (MinioObjects away = new MinioObjects(new ObjectStoreSettings(
                URI.create("http://127.0.0.1:1"), "access", "secret", "consentry", "us-east-1"))) {
            away.afterSingletonsInstantiated();

            assertThatThrownBy(() -> away.put(
                            ObjectKey.sealed(new java.security.SecureRandom()),
                            new ByteArrayInputStream(new byte[1]),
                            1))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.BUSY));
        }
    }
}
