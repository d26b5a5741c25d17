package org.consentry.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.consentry.client.ReceiptCheck;
import org.consentry.ledger.Malformed;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consentry verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Checks a receipt with the ledger's public key, offline.",
        footer = {"", "Example:", "  consentry verify bundle.tlog-proof --key-file ledger.vkey --raw bundle.json"})
final class VerifyCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "RECEIPT", description = "The receipt (c2sp.org/tlog-proof).")
    private Path receipt = Path.of("");

    @Option(names = "--key-file", paramLabel = "FILE", required = true, description = "The ledger's public key (vkey).")
    private Path key = Path.of("");

    @Option(names = "--raw", paramLabel = "FILE", description = "The content as it was submitted, byte for byte.")
    private Optional<Path> raw = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Optional<byte[]> content = raw.isPresent() ? Optional.of(Files.readAllBytes(raw.get())) : Optional.empty();
        PrintWriter out = spec.commandLine().getOut();
        try {
            ReceiptCheck.Outcome outcome =
                    ReceiptCheck.with(Files.readString(key).strip()).check(Files.readAllBytes(receipt), content);
            out.println(outcome.said());
            out.flush();
            return outcome instanceof ReceiptCheck.Proved ? CommandLine.ExitCode.OK : Consentry.REFUSED;
        } catch (Malformed e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Consentry.REFUSED;
        }
    }
}
