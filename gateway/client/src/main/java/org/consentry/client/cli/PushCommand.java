package org.consentry.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.consentry.client.Gateway;
import org.consentry.client.MemberSigner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consentry push}. */
@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        header = "Hands documents in.",
        footer = {
            "",
            "Examples:",
            "  consentry push --as hl7v2 adt.hl7 -c connection.json",
            "  consentry push --sign-with signing.jwk bundle.json -c connection.json"
        })
final class PushCommand implements Callable<Integer> {
    /** The doors, by what comes through them. */
    enum Form {
        fhir("/fhir", "application/fhir+json"),
        hl7v2("/intake/hl7v2", "x-application/hl7-v2+er7"),
        ccda("/intake/ccda", "application/xml"),
        stu3("/intake/stu3", "application/fhir+json"),
        dstu2("/intake/dstu2", "application/fhir+json");

        private final String door;
        private final String contentType;

        Form(String door, String contentType) {
            this.door = door;
            this.contentType = contentType;
        }
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--as", paramLabel = "FORM", description = "One of ${COMPLETION-CANDIDATES}; fhir by default.")
    private Form form = Form.fhir;

    @Option(
            names = "--sign-with",
            paramLabel = "FILE",
            description = "The signing key, for fhir: every Bundle is signed before it is handed in.")
    private Optional<Path> signingKey = Optional.empty();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "What to hand in, one request each.")
    private Path[] files = {};

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (signingKey.isPresent() && form != Form.fhir) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Only fhir has a place for a signature");
        }
        PrintWriter out = spec.commandLine().getOut();
        Gateway gateway = connection.gateway();
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            byte[] answer = signingKey.isPresent()
                    ? gateway.submit(content, MemberSigner.read(signingKey.get()))
                    : gateway.push(form.door, form.contentType, content);
            out.println(new String(answer, StandardCharsets.UTF_8));
            out.flush();
        }
        return CommandLine.ExitCode.OK;
    }
}
