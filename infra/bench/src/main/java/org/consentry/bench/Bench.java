package org.consentry.bench;

import org.consentry.bench.ledger.LedgerCommand;
import org.consentry.bench.sharing.ContentCommand;
import org.consentry.bench.sharing.ReencryptCommand;
import org.consentry.bench.sharing.StreamsCommand;
import org.consentry.bench.sharing.UrisCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures FHIR servers, and the ledger by itself. */
@Command(
        name = "consentry-bench",
        description = "Loads any FHIR R4 server and shows how fast it answered.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ImportCommand.class,
            CrudCommand.class,
            SearchCommand.class,
            EverythingCommand.class,
            MllpCommand.class,
            CompareCommand.class,
            LedgerCommand.class,
            ReceiptsCommand.class,
            ReportCommand.class,
            UploadCommand.class,
            UrisCommand.class,
            StreamsCommand.class,
            ReencryptCommand.class,
            ContentCommand.class,
            TokensCommand.class,
            GenerateCommand.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new Bench());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            System.err.println(failure.getMessage());
            return 2;
        });
        System.exit(command.execute(arguments));
    }
}
