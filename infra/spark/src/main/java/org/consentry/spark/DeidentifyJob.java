package org.consentry.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spark-submit … consentry-spark-job.jar IN OUT --policy safe-harbor --key-file FILE}. */
@Command(
        name = "deidentify",
        mixinStandardHelpOptions = true,
        description =
                "Takes the person out of FHIR R4 NDJSON on a Spark cluster, then looks for every known identifier.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:an identifier was found in the output; nothing was released",
            "2:wrong usage or files"
        })
public final class DeidentifyJob implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description =
                    "folder of .ndjson files, as Spark names it (s3a://, file:), or the store: jdbc:postgresql://…")
    private String in = "";

    @Parameters(index = "1", paramLabel = "OUT", description = "folder to make; must not exist or be empty")
    private String out = "";

    @Option(
            names = "--policy",
            description = "as of the command of one machine (default: safe-harbor); of the store, the run's")
    private @Nullable String policy;

    @Option(names = "--key-file", required = true, description = "file with the project's key: 64 hexadecimal digits")
    private @Nullable Path keyFile;

    @Option(names = "--run", description = "of the store: what the gateway's $cluster-export opened")
    private String run = "";

    @Option(names = "--user", defaultValue = "consentry_cluster", description = "account in the store")
    private String user = "consentry_cluster";

    @Option(names = "--password-file", description = "file with that account's password")
    private @Nullable Path passwordFile;

    @Option(names = "--parts", defaultValue = "64", description = "into how many stretches the store is cut")
    private int parts = 64;

    @Option(names = "--as-of", description = "day of the export, against which ages count (default: today, UTC)")
    private LocalDate asOf = LocalDate.now(ZoneOffset.UTC);

    @Option(names = "--format", defaultValue = "NDJSON", description = "${COMPLETION-CANDIDATES}")
    private ClusterJob.Format format = ClusterJob.Format.NDJSON;

    /** Runs the command and exits with its code. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new DeidentifyJob()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        try (SparkSession spark = SparkSession.builder()
                        .appName("consentry-deidentify")
                        .config("spark.serializer", KryoSerializer.class.getName())
                        .getOrCreate();
                Source source = source()) {
            CommandLine command = spec().commandLine();
            boolean released = new ClusterJob(spark, source, out, order(source), format, command.getOut()).run();
            return released ? 0 : 1;
        }
    }

    private Order order(Source source) throws IOException {
        String agreed = source.policy().orElse(policy == null ? "safe-harbor" : policy);
        if (policy != null && !policy.equals(agreed)) {
            throw new CommandLine.ParameterException(spec().commandLine(), "--policy: the run is of another policy");
        }
        try {
            return new Order(agreed, Files.readString(key()).strip(), asOf);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec().commandLine(), "--policy or --key-file: not as it must be", e);
        }
    }

    private Source source() throws IOException {
        if (!in.startsWith("jdbc:postgresql:")) {
            return new Folder(in);
        }
        if (run.isEmpty() || parts < 1) {
            throw new CommandLine.ParameterException(
                    spec().commandLine(), "the store needs --run, which the gateway opens, and --parts from 1");
        }
        String password =
                passwordFile == null ? "" : Files.readString(passwordFile).strip();
        return Store.open(new Store.Account(in, user, password), run, parts);
    }

    private Path key() {
        if (keyFile == null) {
            throw new CommandLine.ParameterException(spec().commandLine(), "--key-file is needed");
        }
        return keyFile;
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls");
        }
        return spec;
    }
}
