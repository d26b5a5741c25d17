package org.consentry.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code consentry} as one of the made-up hospitals, in processes of its own. */
final class CommandLineClient {
    private final String member;
    private final Path folder;

    /** @param folder where what it prints is kept */
    CommandLineClient(String member, Path folder) {
        this.member = member;
        this.folder = folder;
    }

    /** Runs to its end. @return what it printed */
    String run(String... arguments) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(folder, "consentry", ".out");
        Process process = start(printed, arguments);
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("consentry " + String.join(" ", arguments) + ": " + Files.readString(printed));
        }
        return Files.readString(printed);
    }

    /** Starts one that goes on until it is killed. */
    Process start(Path printed, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.consentry.client.cli.Consentry"));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("--local-stack", RunningExchange.shared().report().toString(), "--client", member));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }
}
