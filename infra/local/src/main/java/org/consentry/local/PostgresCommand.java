package org.consentry.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.consentry.local.part.PartSettings;
import org.consentry.local.part.Parts;
import org.consentry.local.part.Postgres;
import org.consentry.local.part.PrivateFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The stack's PostgreSQL, with the stack's settings and nothing else, for a server that is measured beside ours. */
@Command(name = "postgres", mixinStandardHelpOptions = true, description = "Runs PostgreSQL alone until Ctrl-C.")
public final class PostgresCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where data stays between starts.")
    private Path data = Path.of(".");

    @Option(names = "--port", defaultValue = "0", description = "Port on loopback; any free one by default.")
    private int port;

    @Option(names = "--database", defaultValue = "peer", description = "A database and its owner: ${DEFAULT-VALUE}.")
    private String database = "peer";

    @Option(names = "--report", paramLabel = "FILE", required = true, description = "Written when it can be used.")
    private Path report = Path.of("postgres.env");

    private PostgresCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PostgresCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.deleteIfExists(report);
        Parts parts = Parts.local(data, new PartSettings(port, 0, 0, URI.create("http://localhost:8080")));
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            parts.close();
                            asked.countDown();
                        },
                        "postgres-closer"));
        Postgres made = parts.postgres(database);
        PrivateFile.write(report, "URL=%s%nUSER=%s%nPASSWORD=%s%n".formatted(made.url(), made.user(), made.password()));
        asked.await();
        return 0;
    }
}
