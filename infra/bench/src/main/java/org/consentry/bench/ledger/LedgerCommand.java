package org.consentry.bench.ledger;

import picocli.CommandLine.Command;

/** {@code bench ledger}. */
@Command(
        name = "ledger",
        description = "Measures the ledger over PostgreSQL with durable settings, without a gateway.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AppendCommand.class, FlushCommand.class, ReadCommand.class, OfflineCommand.class})
public final class LedgerCommand {}
