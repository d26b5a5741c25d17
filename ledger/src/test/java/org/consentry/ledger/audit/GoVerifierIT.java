package org.consentry.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.PosixLedgerStore;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else's code verifies our log: Go's x/mod/sumdb, from Debian's golang-golang-x-mod-dev where that is installed,
 * else by Go's module proxy.
 */
class GoVerifierIT {
    private static final Path DEBIAN = Path.of("/usr/share/gocode");
    private static final String MODULE = "module verify\n\ngo 1.21\n\nrequire golang.org/x/mod v0.17.0\n";

    @TempDir
    private Path folder;

    @Test
    void verifiesOurLogAndRefusesAnotherKey() throws Exception {
        Path program = folder.resolve("verify");
        if (!build(program)) {
            assertThat(System.getenv("CONSENTRY_CI"))
                    .as("continuous integration has Go and golang.org/x/mod")
                    .isNull();
            System.out.println("NOT RUN: no Go with golang.org/x/mod on this machine to verify our log with");
            return;
        }
        Path log = folder.resolve("log");
        try (PosixLedgerStore store = PosixLedgerStore.open(log, Samples.ORIGIN)) {
            store.submit(Samples.entries(0, 777));
            new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 500).sequenceOnce();
        }
        String key = Samples.KEY.verifier().toString();
        String other = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

        Result good = run(List.of(program.toString(), log.toString(), key), Map.of());
        Result bad = run(List.of(program.toString(), log.toString(), other), Map.of());

        assertThat(good).isEqualTo(new Result(0, "VERIFIED 777\n"));
        assertThat(bad.code()).isEqualTo(1);
    }

    private boolean build(Path program) throws Exception {
        Path source = Files.createDirectories(folder.resolve("src"));
        try (InputStream in = Objects.requireNonNull(GoVerifierIT.class.getResourceAsStream("/go/verify.go"))) {
            Files.copy(in, source.resolve("verify.go"));
        }
        boolean debian = Files.isDirectory(DEBIAN.resolve("src/golang.org/x/mod"));
        Map<String, String> environment = debian
                ? Map.of(
                        "GO111MODULE",
                        "off",
                        "GOPATH",
                        DEBIAN.toString(),
                        "GOCACHE",
                        folder.resolve("c").toString())
                : Map.of("GOFLAGS", "-mod=mod");
        if (!debian) {
            Files.writeString(source.resolve("go.mod"), MODULE);
        }
        try {
            String file = source.resolve("verify.go").toString();
            return run(source, List.of("go", "build", "-o", program.toString(), file), environment)
                            .code()
                    == 0;
        } catch (IOException noGo) {
            return false;
        }
    }

    private Result run(List<String> command, Map<String, String> environment) throws Exception {
        return run(folder, command, environment);
    }

    private static Result run(Path where, List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private record Result(int code, String output) {}
}
