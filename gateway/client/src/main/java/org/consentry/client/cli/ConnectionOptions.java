package org.consentry.client.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.consentry.client.Connection;
import org.consentry.client.Gateway;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where to connect and as whom. */
final class ConnectionOptions {
    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = {"-c", "--connection"},
            paramLabel = "FILE",
            defaultValue = "${env:CONSENTRY_CONNECTION}",
            description = "The connection file; also by CONSENTRY_CONNECTION.")
    private Optional<Path> connection = Optional.empty();

    @Option(names = "--local-stack", paramLabel = "FILE", description = "A local stack's local-stack.json instead.")
    private Optional<Path> localStack = Optional.empty();

    @Option(names = "--client", paramLabel = "NAME", description = "Which client of the local stack.")
    private Optional<String> client = Optional.empty();

    Gateway gateway() throws IOException {
        return new Gateway(connection());
    }

    Connection connection() throws IOException {
        if (localStack.isPresent() && client.isPresent()) {
            return Connection.ofLocalStack(localStack.get(), client.get());
        }
        if (connection.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Give --connection, or --local-stack with --client");
        }
        return Connection.read(connection.get());
    }
}
