package org.consentry.client.cli;

import java.io.IOException;
import org.consentry.client.Connection;
import org.consentry.client.Refused;
import org.consentry.client.Untrusted;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code consentry}. */
@Command(
        name = "consentry",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "consentry 0.1.0",
        header = "A hospital's side of the exchange.",
        description = {
            "",
            "Signs in with the key in the connection file, listens for events, fetches and decrypts attachments,"
                    + " signs what is handed in and checks receipts. No secret is ever an argument."
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 refused or does not check out, 2 wrong usage, 4 cannot read, write or connect.",
            "See 'consentry COMMAND --help' for each command."
        },
        subcommands = {
            KeysCommand.class,
            ListenCommand.class,
            FetchCommand.class,
            VerifyCommand.class,
            SignCommand.class,
            PushCommand.class,
            UploadCommand.class,
            TokenCommand.class,
            ProxyCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Consentry implements Runnable {
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 4;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Runs the command and exits. */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new Consentry()).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(line.getColorScheme().errorText(said(failure)));
            return code(failure);
        });
    }

    private static String said(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static int code(Exception failure) {
        return switch (failure) {
            case Refused refused -> REFUSED;
            case Untrusted untrusted -> REFUSED;
            case Connection.BadConnection bad -> USAGE;
            case IOException broken -> UNREACHABLE;
            default -> CommandLine.ExitCode.SOFTWARE;
        };
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
