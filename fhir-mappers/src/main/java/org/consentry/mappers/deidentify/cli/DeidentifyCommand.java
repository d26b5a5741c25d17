package org.consentry.mappers.deidentify.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.Explanation;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deidentify IN OUT --policy safe-harbor --key-file FILE}, or {@code deidentify --explain FIELD}. */
@Command(
        name = "deidentify",
        mixinStandardHelpOptions = true,
        description =
                "Takes the person out of FHIR R4 NDJSON files, then looks for every known identifier in the output.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:an identifier was found in the output; nothing was released",
            "2:wrong usage or files"
        })
public final class DeidentifyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "IN", description = "folder of .ndjson files")
    private @Nullable Path in;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OUT",
            description = "folder to make; must not exist or be empty")
    private @Nullable Path out;

    @Option(
            names = "--policy",
            defaultValue = "safe-harbor",
            description = "safe-harbor (default), research-shifted, "
                    + "limited-dataset or identified, the first three also with +scrubbed-text")
    private String policy = "safe-harbor";

    @Option(names = "--key-file", description = "file with the project's key: 64 hexadecimal digits")
    private @Nullable Path keyFile;

    @Option(names = "--as-of", description = "day of the export, against which ages count (default: today, UTC)")
    private LocalDate asOf = LocalDate.now(ZoneOffset.UTC);

    @Option(names = "--k", description = "smallest group of equal patients in the report (default: ${DEFAULT-VALUE})")
    private int k = Anonymity.DEFAULT_K;

    @Option(names = "--suppress", description = "take from patients in smaller groups what makes them rare")
    private boolean suppress;

    @Option(
            names = "--explain",
            paramLabel = "FIELD",
            description = "say what becomes of a field, e.g. Patient.birthDate")
    private @Nullable String explain;

    /** Runs the command and exits with its code. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new DeidentifyCommand());
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter say = spec().commandLine().getOut();
        if (explain != null) {
            Explanation explanation = Explanation.of(explain);
            say.printf("%s %s%n  %s%n", explanation.path(), explanation.datatype(), explanation.effect());
            return 0;
        }
        if (in == null || out == null || keyFile == null) {
            throw refused("IN, OUT and --key-file are needed, or --explain");
        }
        FolderJob job = new FolderJob(in, out, policy(), key(keyFile), asOf, k, suppress);
        return job.run(say) ? 0 : 1;
    }

    private Policy policy() {
        try {
            return Policy.named(policy);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec().commandLine(), "--policy: " + e.getMessage(), e);
        }
    }

    private ProjectKey key(Path file) throws IOException {
        try {
            return ProjectKey.of(HexFormat.of().parseHex(Files.readString(file).strip()));
        } catch (IllegalArgumentException e) {
            throw refused("--key-file: expected 64 hexadecimal digits");
        }
    }

    private CommandLine.ParameterException refused(String why) {
        return new CommandLine.ParameterException(spec().commandLine(), why);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls");
        }
        return spec;
    }
}
