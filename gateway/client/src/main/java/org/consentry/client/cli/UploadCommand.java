package org.consentry.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consentry upload}. */
@Command(
        name = "upload",
        mixinStandardHelpOptions = true,
        header = "Hands a file in as the content of a Binary, of any size, and prints the Binary.",
        footer = {"", "Example:", "  consentry upload ct.dcm --type application/dicom --patient p1 -c connection.json"})
final class UploadCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "FILE", description = "What to hand in.")
    private Path file = Path.of("");

    @Option(names = "--type", defaultValue = "application/octet-stream", description = "Its media type.")
    private String type = "";

    @Option(names = "--patient", paramLabel = "ID", required = true, description = "Logical id of whose it is.")
    private String patient = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Binary/" + connection.gateway().upload(file, type, patient));
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
