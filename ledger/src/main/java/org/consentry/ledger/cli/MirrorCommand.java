package org.consentry.ledger.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.consentry.ledger.audit.Mirror;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** {@code ledger mirror}. */
@Command(
        name = "mirror",
        mixinStandardHelpOptions = true,
        header = "Copies a log, checked, and keeps the copy up to date.",
        description = {
            "",
            "Fetches what is new since the last run, checks it against the signed checkpoint, and stores it as a folder"
                    + " that any web server can serve. Refuses a log that does not continue what was copied before.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 up to date, 1 damaged or not trusted, 2 wrong usage, 3 not in form, 4 cannot read or write.",
            "",
            "Example:",
            "  ledger mirror https://ledger.example/ledger ./copy --policy trust.policy"
        })
final class MirrorCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Parameters(index = "0", paramLabel = "LOG", description = "The log's URL prefix, or a folder with its files.")
    private String log = "";

    @Parameters(index = "1", paramLabel = "FOLDER", description = "Where the copy is kept.")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException {
        ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), InstantSource.system());
        Mirror mirror = new Mirror(LogLocation.open(log), folder, trust.policy(), progress);
        return FindingReport.print(spec.commandLine().getOut(), mirror.run());
    }
}
