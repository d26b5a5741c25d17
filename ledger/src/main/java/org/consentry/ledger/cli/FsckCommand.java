package org.consentry.ledger.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.consentry.ledger.audit.LogAudit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** {@code ledger fsck}. */
@Command(
        name = "fsck",
        mixinStandardHelpOptions = true,
        header = "Audits a whole log.",
        description = {
            "",
            "Reads every entry, grows the tree again, compares every tile with the published one and the root with the"
                    + " signed one. Works on any C2SP tlog-tiles log.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 sound, 1 damaged or not trusted, 2 wrong usage, 3 not in form, 4 cannot be read.",
            "",
            "Example:",
            "  ledger fsck https://ledger.example/ledger --key ledger.example/authority+8adfe5c5+Aeqj..."
        })
final class FsckCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Parameters(paramLabel = "LOG", description = "The log's URL prefix, or a folder with its files.")
    private String log = "";

    @Override
    public Integer call() throws IOException {
        ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), InstantSource.system());
        LogAudit audit = new LogAudit(LogLocation.open(log), trust.policy(), progress);
        return FindingReport.print(spec.commandLine().getOut(), audit.run());
    }
}
