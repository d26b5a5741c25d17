package org.consentry.local.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTests {

    @TempDir
    Path dir;

    @Test
    void aSecretThatWasGivenOutIsTheSameAfterARestart() {
        Path file = dir.resolve("deep/secrets.properties");
        String first = Secrets.in(file).password("one");

        assertThat(Secrets.in(file).password("one")).isEqualTo(first);
    }

    @Test
    void leavesNoHalfWrittenFileBeside() throws IOException {
        Secrets.in(dir.resolve("secrets.properties")).password("one");

        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("secrets.properties");
        }
    }

    @Test
    void twoNamesAndTwoFilesShareNothing() {
        Secrets secrets = Secrets.inMemory();

        assertThat(secrets.password("one"))
                .isNotEqualTo(secrets.password("two"))
                .isNotEqualTo(Secrets.inMemory().password("one"))
                .hasSize(32);
    }

    @Test
    void aKeyIsThirtyTwoBytes() {
        assertThat(Base64.getDecoder().decode(Secrets.inMemory().key("hmac"))).hasSize(32);
    }
}
