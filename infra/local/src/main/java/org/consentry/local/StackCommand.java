package org.consentry.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.consentry.local.part.PartFailure;
import org.consentry.local.realm.RealmFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@code infra/local/run}. */
@Command(
        name = "infra/local/run",
        mixinStandardHelpOptions = true,
        description = "Runs the whole exchange on this machine until Ctrl-C.")
public final class StackCommand implements Callable<Integer> {

    @Option(names = "--root", hidden = true, defaultValue = "${sys:consentry.root:-.}")
    private Path root = Path.of(".");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:CONSENTRY_LOCAL_DIR:-}",
            description = "Where data stays between starts (CONSENTRY_LOCAL_DIR); infra/local/data by default.")
    private String data = "";

    @Option(names = "--gateway-jar", hidden = true, defaultValue = "")
    private String gatewayJar = "";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "",
            description = "Where to write what this stack made; infra/local/target/local-stack.json by default.")
    private String report = "";

    @Option(names = "--gateway-port", defaultValue = "${env:CONSENTRY_GATEWAY_PORT:-8080}", description = "8080")
    private int gatewayPort;

    @Option(names = "--keycloak-port", defaultValue = "${env:CONSENTRY_KEYCLOAK_PORT:-8180}", description = "8180")
    private int keycloakPort;

    @Option(names = "--s3-port", defaultValue = "${env:CONSENTRY_S3_PORT:-9000}", description = "9000")
    private int objectStorePort;

    @Option(names = "--postgres-port", defaultValue = "${env:CONSENTRY_POSTGRES_PORT:-5433}", description = "5433")
    private int postgresPort;

    @Option(names = "--mllp-port", defaultValue = "${env:CONSENTRY_MLLP_PORT:-2575}", description = "2575")
    private int mllpPort;

    @Option(
            names = "--witness-port",
            defaultValue = "${env:CONSENTRY_WITNESS_PORT:-0}",
            description =
                    "The first of three: the hospitals' witnesses, and mail; twenty above the gateway's by default.")
    private int witnessPort;

    private StackCommand() {}

    public static void main(String[] arguments) {
        // The object store's threads would keep this JVM alive after a failure.
        System.exit(new CommandLine(new StackCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread starter = Thread.currentThread();
        try {
            LocalStack stack = LocalStack.claim(settings());
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                System.out.println("Stopping everything");
                                starter.interrupt();
                                stack.close();
                                stopped.countDown();
                            },
                            "stack-closer"));
            stack.start();
            stopped.await();
            return 0;
        } catch (InterruptedException asked) {
            // Somebody asked to stop; the closer above is at it.
            return 0;
        } catch (StackFailure | PartFailure | RealmFailure e) {
            System.err.println(e.getMessage());
            if (e.getCause() != null) {
                System.err.println("  because: " + e.getCause());
            }
            return 1;
        }
    }

    private StackSettings settings() {
        Path checkout = root.toAbsolutePath().normalize();
        return new StackSettings(
                checkout,
                data.isEmpty()
                        ? checkout.resolve("infra/local/data")
                        : Path.of(data).toAbsolutePath().normalize(),
                gatewayJar.isEmpty() ? builtJar(checkout.resolve("gateway/server/target")) : Path.of(gatewayJar),
                report.isEmpty()
                        ? checkout.resolve("infra/local/target/local-stack.json")
                        : Path.of(report).toAbsolutePath().normalize(),
                gatewayPort,
                keycloakPort,
                objectStorePort,
                postgresPort,
                mllpPort,
                witnessPort == 0 ? gatewayPort + 20 : witnessPort);
    }

    private static Path builtJar(Path target) {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("consentry-server-.*-boot\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new StackFailure("The gateway is not built: run infra/local/run"));
        } catch (IOException e) {
            throw new StackFailure("The gateway is not built: run infra/local/run", e);
        }
    }
}
