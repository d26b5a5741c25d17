package org.consentry.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.consentry.client.Delivery;
import org.consentry.client.ReaderKey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consentry fetch}. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        header = "Fetches one delivery: claims, downloads, decrypts, compares the hash, acknowledges.",
        footer = {"", "Example:", "  consentry fetch 5f0c… -c connection.json --key receiving.key -o scan.pdf"})
final class FetchCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "DELIVERY", description = "The delivery's id, from an attachment-ready event.")
    private String delivery = "";

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The receiving key.")
    private Path key = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to; the delivery's id by default.")
    private Optional<Path> output = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path target = output.orElseGet(() -> Path.of(fileName(delivery)));
        try (ReaderKey own = ReaderKey.read(key)) {
            Delivery fetched = connection.gateway().fetch(delivery, own, target);
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%s %d bytes, %s, of %s%n", target, fetched.size(), fetched.contentType(), fetched.document());
            out.flush();
        }
        return CommandLine.ExitCode.OK;
    }

    /** Names never come from a sender: an id of the gateway's that holds nothing but harmless characters. */
    static String fileName(String delivery) {
        return delivery.replaceAll("[^A-Za-z0-9-]", "_");
    }
}
