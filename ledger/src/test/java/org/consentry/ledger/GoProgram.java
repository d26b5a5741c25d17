package org.consentry.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A program in Go over {@code golang.org/x/mod/sumdb}, which shares no code with ours. */
public final class GoProgram {
    private static final Path DEBIAN = Path.of("/usr/share/gocode");
    private static final String MODULE = "module program\n\ngo 1.21\n\nrequire golang.org/x/mod v0.17.0\n";

    private final Path program;
    private final Path folder;

    private GoProgram(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** What came of a run. */
    public record Result(int code, String output) {}

    /**
     * Builds a program of the resource folder {@code go}. Where there is no Go with that module it says so; continuous
     * integration has both.
     *
     * @param name of the file without its ending
     */
    public static Optional<GoProgram> build(String name, Path folder) throws IOException, InterruptedException {
        Path source = Files.createDirectories(folder.resolve(name + "-src"));
        Path file = source.resolve(name + ".go");
        try (InputStream in = Objects.requireNonNull(GoProgram.class.getResourceAsStream("/go/" + name + ".go"))) {
            Files.copy(in, file);
        }
        boolean debian = Files.isDirectory(DEBIAN.resolve("src/golang.org/x/mod"));
        if (!debian) {
            Files.writeString(source.resolve("go.mod"), MODULE);
        }
        Map<String, String> environment = debian
                ? Map.of(
                        "GO111MODULE",
                        "off",
                        "GOPATH",
                        DEBIAN.toString(),
                        "GOCACHE",
                        folder.resolve("c").toString())
                : Map.of("GOFLAGS", "-mod=mod");
        Path program = folder.resolve(name);
        List<String> command = List.of("go", "build", "-o", program.toString(), file.toString());
        try {
            if (run(source, command, environment).code() == 0) {
                return Optional.of(new GoProgram(program, folder));
            }
        } catch (IOException noGo) {
            // Said below.
        }
        assertThat(System.getenv("CONSENTRY_CI"))
                .as("continuous integration has Go and golang.org/x/mod")
                .isNull();
        System.out.println("NOT RUN: no Go with golang.org/x/mod on this machine for " + name + ".go");
        return Optional.empty();
    }

    /** Runs it to its end. */
    public Result run(String... arguments) throws IOException, InterruptedException {
        return run(folder, command(arguments), Map.of());
    }

    /** Starts it; what it prints is read from the process. */
    public Process start(String... arguments) throws IOException {
        return new ProcessBuilder(command(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Result run(Path where, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
