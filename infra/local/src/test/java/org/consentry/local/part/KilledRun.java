package org.consentry.local.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** A JVM of its own that starts PostgreSQL, stores a row, and ends as after kill -9: no hook runs, nobody cleans up. */
final class KilledRun {

    private KilledRun() {}

    static void of(Path dir) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        dir.toString()))
                .inheritIO()
                .start();

        assertThat(process.waitFor()).isEqualTo(137);
    }

    public static void main(String[] arguments) throws Exception {
        Parts parts = Parts.local(Path.of(arguments[0]));
        LocalPartsIT.run(parts.postgres(), "CREATE TABLE kept AS SELECT 'still here' AS what");
        Runtime.getRuntime().halt(137);
    }
}
