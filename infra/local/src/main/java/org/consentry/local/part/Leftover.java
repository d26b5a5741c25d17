package org.consentry.local.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that an earlier run started and could not stop, because that run was killed.
 *
 * <p>A process id alone may belong to somebody else by now. A leftover is therefore known by its id together with
 * the instant it started at, or, for PostgreSQL, by the data directory in its command line. Anything else is left
 * alone.
 */
public final class Leftover {
    // Linux gives the start in hundredths of a second from a boot time that is rounded.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);
    private static final long PATIENCE_SECONDS = 20;

    private final ProcessHandle process;
    private final List<String> politeSignal;

    private Leftover(ProcessHandle process, String signal) {
        this.process = process;
        this.politeSignal = List.of("kill", "-" + signal, Long.toString(process.pid()));
    }

    /** Notes a process that this run started, so that the next one can find it. */
    public static void note(Path pidFile, ProcessHandle process) {
        String start = process.info().startInstant().map(Instant::toString).orElse("");
        try {
            PrivateFile.write(pidFile, process.pid() + "\n" + start + "\n");
        } catch (IOException e) {
            throw new PartFailure("Cannot write " + pidFile.getFileName(), e);
        }
    }

    /** The process that {@link #note} wrote down, if it is still there. */
    public static Optional<Leftover> notedIn(Path pidFile) {
        return lines(pidFile)
                .filter(lines -> lines.size() == 2)
                .flatMap(lines -> handle(lines.getFirst()).filter(process -> startedAt(process, lines.getLast())))
                .map(process -> new Leftover(process, "TERM"));
    }

    /** The PostgreSQL server of this data directory, if it is running. */
    static Optional<Leftover> postmasterOf(Path dataDirectory) {
        return lines(dataDirectory.resolve("postmaster.pid"))
                .filter(lines -> !lines.isEmpty())
                .flatMap(lines -> handle(lines.getFirst()))
                .filter(process -> process.info().commandLine().orElse("").contains(dataDirectory.toString()))
                // INT is PostgreSQL's fast shutdown; TERM would wait for its clients to leave.
                .map(process -> new Leftover(process, "INT"));
    }

    /** Stops what an earlier {@link Parts#local(Path)} of this folder left behind. */
    public static void stopParts(Path dir) {
        Path absolute = dir.toAbsolutePath().normalize();
        notedIn(absolute.resolve("keycloak/keycloak.pid")).ifPresent(Leftover::stop);
        postmasterOf(absolute.resolve("postgres")).ifPresent(Leftover::stop);
    }

    /** Asks it to stop, waits, and kills it if it does not. */
    public void stop() {
        try {
            new ProcessBuilder(politeSignal).inheritIO().start().waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        awaitEnd();
    }

    /** Waits for it to end by itself, and kills it if it takes too long. */
    void awaitEnd() {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private PartFailure interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new PartFailure("Interrupted while waiting for process " + process.pid() + " to end", cause);
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    private static boolean startedAt(ProcessHandle process, String noted) {
        return process.info()
                .startInstant()
                .filter(start -> !noted.isEmpty()
                        && Duration.between(start, Instant.parse(noted)).abs().compareTo(TOLERANCE) <= 0)
                .isPresent();
    }

    private static Optional<ProcessHandle> handle(String pid) {
        return pid.matches("[0-9]{1,10}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    }

    private static Optional<List<String>> lines(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readAllLines(file)) : Optional.empty();
        } catch (IOException e) {
            throw new PartFailure("Cannot read " + file.getFileName(), e);
        }
    }
}
