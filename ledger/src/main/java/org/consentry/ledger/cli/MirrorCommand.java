package org.consentry.ledger.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.audit.Mirror;
import org.consentry.ledger.audit.MirrorServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "",
            "With --serve it goes on until it is stopped: looks for what is new every --every seconds, and serves the copy."
                    + " GET /status tells whether it is 'current' or 'syncing'; while it is syncing everything else is"
                    + " 503.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 up to date, 1 damaged or not trusted, 2 wrong usage, 3 not in form, 4 cannot read or write.",
            "",
            "Examples:",
            "  ledger mirror https://ledger.example/ledger ./copy --policy trust.policy",
            "  ledger mirror https://ledger.example/ledger ./copy --policy trust.policy --serve 8095"
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

    @Option(names = "--serve", paramLabel = "PORT", description = "Serve the copy on this port; 0 takes a free one.")
    private Optional<Integer> serve = Optional.empty();

    @Option(names = "--host", description = "Address to serve on; default ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(names = "--every", description = "Seconds between two looks while serving; default ${DEFAULT-VALUE}.")
    private int every = 10;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), InstantSource.system());
        if (serve.isEmpty()) {
            return FindingReport.print(
                    spec.commandLine().getOut(), mirror(progress).run());
        }
        if (every < 1 || serve.get() < 0 || serve.get() > 65_535) {
            throw new ParameterException(spec.commandLine(), "--every is at least 1, --serve a port");
        }
        try (MirrorServer server = MirrorServer.start(folder, new InetSocketAddress(host, serve.get()))) {
            say("serves on port " + server.address().getPort());
            Mirror mirror = mirror((done, total) -> {
                server.fetching(done, total);
                progress.at(done, total);
            });
            while (true) {
                int code = look(mirror, server);
                if (code == ExitCode.DOES_NOT_HOLD) {
                    return code;
                }
                TimeUnit.SECONDS.sleep(every);
            }
        }
    }

    private Mirror mirror(LogAudit.Progress progress) throws IOException {
        return new Mirror(LogLocation.open(log), folder, trust.policy(), progress);
    }

    /** A log that is away for a while does not end it; one that shows another history does. */
    private int look(Mirror mirror, MirrorServer server) {
        try {
            LogAudit.Finding finding = mirror.run();
            server.fetched(finding);
            return finding instanceof LogAudit.Finding.Sound
                    ? ExitCode.HOLDS
                    : FindingReport.print(spec.commandLine().getOut(), finding);
        } catch (IOException away) {
            say("could not look: " + away.getMessage());
            return ExitCode.UNREADABLE;
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
