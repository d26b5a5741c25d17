package org.consentry.gateway.export.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.export.work.Progress;
import org.consentry.mappers.deidentify.DirectIdentifiers;
import org.consentry.mappers.deidentify.PatientFacts;
import org.consentry.mappers.deidentify.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the last look at an export costs, and that it sees what one part tells of another's patients. */
class LeakCheckTests {
    @TempDir
    Path folder;

    private final Counting reads = new Counting();
    private final LeakCheck check = new LeakCheck(Policy.SAFE_HARBOR, reads);

    private static final class Counting implements Progress {
        private int count;

        @Override
        public void say(String sentence) {
            check();
        }

        @Override
        public void check() {
            count++;
        }
    }

    private List<LocalFile> files(int count) throws IOException {
        List<LocalFile> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "Patient." + i + ".ndjson";
            Path path = Files.writeString(folder.resolve(name), "{\"resourceType\":\"Patient\",\"gender\":\"male\"}\n");
            files.add(new LocalFile(name, ExportFile.Kind.OUTPUT, "Patient", path, 1, Files.size(path)));
        }
        return files;
    }

    private static Consumer<Consumer<DirectIdentifiers>> patients(int count) {
        return each -> {
            for (int i = 0; i < count; i++) {
                each.accept(PatientFacts.of(("{\"resourceType\":\"Patient\",\"id\":\"p" + i
                                        + "\",\"name\":[{\"family\":\"Quillfeather" + i + "\"}]}")
                                .getBytes(StandardCharsets.UTF_8))
                        .identity());
            }
        };
    }

    @Test
    void findsInOneFileThePatientOfAnother() throws IOException {
        List<LocalFile> files = files(3);
        Files.writeString(files.get(2).path(), "{\"description\":\"met Quillfeather7 there\"}\n");

        assertThatThrownBy(() -> check.everybody(patients(10), files)).isInstanceOf(Extract.Leaking.class);
    }

    /** Once to find out what can be there at all, once to seek it. */
    @ParameterizedTest
    @CsvSource({"1000, 2", "1000, 200", "10001, 3", "40000, 3"})
    void readsEachFileTwiceHoweverManyFilesAndPatientsThereAre(int people, int count) throws IOException {
        check.everybody(patients(people), files(count));

        assertThat(reads.count).isEqualTo(2 * count);
    }

    @Test
    void findsTheOneOfManyThousands() throws IOException {
        List<LocalFile> files = files(3);
        Files.writeString(files.get(1).path(), "{\"description\":\"met Quillfeather39999 there\"}\n");

        assertThatThrownBy(() -> check.everybody(patients(40_000), files)).isInstanceOf(Extract.Leaking.class);
    }
}
