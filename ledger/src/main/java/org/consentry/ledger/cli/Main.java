package org.consentry.ledger.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.consentry.ledger.Malformed;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code ledger}. */
@Command(
        name = "ledger",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "ledger 0.1.0",
        header = "Checks, copies and witnesses transparency logs.",
        description = {
            "",
            "A transparency log is a list that can only grow. Whoever has a receipt and the log's key can check, without"
                    + " a network and without trusting its operator, that an entry is in it."
        },
        footer = {
            "",
            "Exit codes: 0 it holds, 1 it does not hold, 2 wrong usage, 3 input not in form, 4 cannot read or write.",
            "See 'ledger COMMAND --help' for each command."
        },
        subcommands = {
            VerifyCommand.class,
            CheckCommand.class,
            KeygenCommand.class,
            FsckCommand.class,
            MirrorCommand.class,
            WitnessCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Runs the command and exits. */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    PrintWriter err = command.getErr();
                    return switch (failure) {
                        case Malformed malformed ->
                            say(err, String.valueOf(malformed.getMessage()), ExitCode.MALFORMED);
                        case IOException unreadable -> say(err, describe(unreadable), ExitCode.UNREADABLE);
                        // Never 1: that would say that something was checked and does not hold.
                        default -> say(err, "this program failed: " + failure, ExitCode.UNREADABLE);
                    };
                });
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }

    private static int say(PrintWriter err, String message, int code) {
        err.println("ledger: " + message);
        err.flush();
        return code;
    }

    /** In words for those that people meet; the message of a file's failure is its name. */
    private static String describe(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no file or folder " + missing.getMessage();
            case FileAlreadyExistsException taken -> "there is a file already: " + taken.getMessage();
            case AccessDeniedException denied -> "this may not be read or written: " + denied.getMessage();
            case ConnectException away -> "nobody answers there";
            case UnknownHostException unknown -> "there is no host " + unknown.getMessage();
            case HttpTimeoutException late -> "no answer in time";
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
