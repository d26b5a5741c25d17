package org.consentry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberKeyTests {
    @TempDir
    Path folder = Path.of("");

    @Test
    void neverReplacesAKey() throws IOException {
        Path file = folder.resolve("receiving.key");
        MemberKey.create(file).close();

        assertThatThrownBy(() -> MemberKey.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void letsOnlyItsOwnerReadTheFile() throws IOException {
        Path file = folder.resolve("receiving.key");
        MemberKey.create(file).close();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void refusesAFileThatHoldsNoKeyWithoutQuotingIt() throws IOException {
        Path file = Files.writeString(folder.resolve("receiving.key"), "not-a-key-but-secret");

        assertThatThrownBy(() -> MemberKey.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void readsBackWhatItMade() throws IOException {
        Path file = folder.resolve("receiving.key");

        assertThat(MemberKey.create(file).publicKey())
                .isEqualTo(MemberKey.read(file).publicKey());
    }
}
