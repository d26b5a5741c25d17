package org.consentry.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.consentry.client.MemberSigner;
import org.consentry.client.SignatureFinding;
import org.consentry.crypto.signature.JwkReading;
import org.consentry.crypto.signature.PublicJwk;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consentry sign}. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        header = "Signs a Bundle, or checks a signed one, offline.",
        description = {
            "",
            "Adds Bundle.signature: a detached ES256 JWS over the canonical form (RFC 8785). Nothing else is changed; a"
                    + " Bundle that is signed already is refused. With --check the signature is checked instead.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  consentry sign --with signing.jwk --as hospital-a --out signed.json bundle.json",
            "  consentry sign --check signing.pub signed.json"
        })
final class SignCommand implements Callable<Integer> {
    /** To sign or to check. */
    static final class Task {
        @Option(names = "--with", paramLabel = "FILE", required = true, description = "The signing key.")
        private Optional<Path> signing = Optional.empty();

        @Option(
                names = "--check",
                paramLabel = "FILE",
                required = true,
                description = "The signer's public key, as 'keys make-signing' prints it.")
        private Optional<Path> checking = Optional.empty();
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @ArgGroup(multiplicity = "1")
    private Task task = new Task();

    @Option(names = "--as", paramLabel = "ORGANIZATION", description = "The member's id; needed to sign.")
    private Optional<String> organization = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "A new file for the signed Bundle; default: print it.")
    private Optional<Path> out = Optional.empty();

    @Parameters(paramLabel = "BUNDLE", description = "The Bundle, JSON.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        byte[] bundle = Files.readAllBytes(file);
        return task.checking.isPresent() ? check(bundle, task.checking.get()) : sign(bundle);
    }

    private int sign(byte[] bundle) throws IOException {
        String member = organization.orElseThrow(
                () -> new CommandLine.ParameterException(spec.commandLine(), "Give --as: who signs?"));
        byte[] signed = MemberSigner.read(task.signing.orElseThrow()).sign(bundle, member, Instant.now());
        if (out.isPresent()) {
            Files.write(out.get(), signed, StandardOpenOption.CREATE_NEW);
        } else {
            print(new String(signed, StandardCharsets.UTF_8));
        }
        return CommandLine.ExitCode.OK;
    }

    private int check(byte[] bundle, Path key) throws IOException {
        if (!(PublicJwk.parse(Files.readAllBytes(key)) instanceof JwkReading.Accepted accepted)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--check needs a public P-256 JWK");
        }
        return switch (SignatureFinding.of(bundle, accepted.key())) {
            case SignatureFinding.Holds holds -> {
                print("signed by " + holds.keyId() + " at " + holds.when());
                yield CommandLine.ExitCode.OK;
            }
            case SignatureFinding.Fails fails -> {
                print("NOT SIGNED: " + fails.why());
                yield Consentry.REFUSED;
            }
        };
    }

    private void print(String line) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.println(line);
        writer.flush();
    }
}
