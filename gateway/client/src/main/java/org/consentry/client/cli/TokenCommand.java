package org.consentry.client.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code consentry token}. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        header = "Signs in and prints a bearer token for other tools.",
        description = {"", "The token is good for some minutes. Hand it on in a variable, not in a file."},
        footer = {
            "",
            "Example:",
            "  curl -H \"Authorization: Bearer $(consentry token -c connection.json)\" https://gateway.example/fhir/Patient"
        })
final class TokenCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println(connection.gateway().token());
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
