package org.consentry.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.consentry.client.Delivery;
import org.consentry.client.Gateway;
import org.consentry.client.GatewayEvent;
import org.consentry.client.Position;
import org.consentry.client.ReaderKey;
import org.consentry.client.Refused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code consentry listen}. */
@Command(
        name = "listen",
        mixinStandardHelpOptions = true,
        header = "Prints events as lines of JSON, and fetches what is announced.",
        description = {
            "",
            "Resumes after a break, and with --state also after a restart. With --fetch-to and --key every announced"
                    + " attachment is fetched, decrypted and acknowledged before the next event is read.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  consentry listen -c connection.json --state events.pos --key receiving.key --fetch-to inbox"
        })
final class ListenCommand implements Callable<Integer> {
    private static final int GONE = 410;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--state", paramLabel = "FILE", description = "Keeps the place in the stream.")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "Begins after this event; 0 for the oldest that is kept.")
    private Optional<String> after = Optional.empty();

    @Option(names = "--count", paramLabel = "N", description = "Stops after so many events.")
    private int count = Integer.MAX_VALUE;

    @Option(
            names = "--fetch-to",
            paramLabel = "FOLDER",
            description = "Fetches announced attachments into this folder.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "The receiving key, for --fetch-to.")
    private Optional<Path> key = Optional.empty();

    private int seen;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (folder.isPresent() != key.isPresent()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--fetch-to and --key belong together");
        }
        Gateway gateway = connection.gateway();
        Position position = state.map(Position::in).orElseGet(() -> Position.startingAfter(after));
        gateway.listen(position, event -> {
            print(event);
            if (folder.isPresent() && key.isPresent() && event.kind().equals("attachment-ready")) {
                fetch(gateway, event.facts().getOrDefault("delivery", ""), folder.get(), key.get());
            }
            seen++;
            return seen < count ? Gateway.Next.GO_ON : Gateway.Next.STOP;
        });
        return CommandLine.ExitCode.OK;
    }

    private void fetch(Gateway gateway, String delivery, Path into, Path keyFile)
            throws IOException, InterruptedException {
        Files.createDirectories(into);
        try (ReaderKey own = ReaderKey.read(keyFile)) {
            Delivery fetched = gateway.fetch(delivery, own, into.resolve(FetchCommand.fileName(delivery)));
            line(JSON.writeValueAsString(java.util.Map.of(
                    "fetched", fetched.id(), "document", fetched.document(), "sha256", fetched.sha256())));
        } catch (Refused refused) {
            if (refused.status() != GONE) {
                throw refused;
            }
            // Fetched by another listener of ours, or taken back: nothing to do and nothing to repeat.
        }
    }

    private void print(GatewayEvent event) {
        line(JSON.writeValueAsString(event.facts()));
    }

    private void line(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
