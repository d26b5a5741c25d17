package org.consentry.client.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.consentry.client.MemberKey;
import org.consentry.client.MemberSigner;
import org.consentry.client.ReaderKey;
import org.consentry.crypto.umbral.SecretKey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consentry keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        header = "Makes and registers the receiving key and the signing key, and shows registered keys.",
        footer = {
            "",
            "Examples:",
            "  consentry keys make receiving.key",
            "  consentry keys register receiving.key -c connection.json",
            "  consentry keys make-signing signing.jwk --as hospital-a",
            "  consentry keys register-signing signing.jwk -c connection.json",
            "  consentry keys show Organization/hospital-a -c connection.json"
        })
final class KeysCommand {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Command(
            name = "make",
            mixinStandardHelpOptions = true,
            description = "Makes a key in a new file and prints its public half.")
    int make(@Parameters(paramLabel = "FILE", description = "The new file.") Path file) throws Exception {
        try (SecretKey key = MemberKey.create(file)) {
            return print(HexFormat.of().formatHex(key.publicKey().toBytes()));
        }
    }

    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = "Registers the key's public half, once; makes the file when there is none.")
    int register(
            @Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "FILE", description = "The key's file.") Path file)
            throws Exception {
        if (Files.exists(file) && ReaderKey.read(file) instanceof ReaderKey.Wrapping wrapping) {
            connection.gateway().registerKey(wrapping.publicKey());
            return print("registered for readers without Umbral");
        }
        try (SecretKey key = Files.exists(file) ? MemberKey.read(file) : MemberKey.create(file)) {
            connection.gateway().registerKey(key.publicKey());
            return print(HexFormat.of().formatHex(key.publicKey().toBytes()));
        }
    }

    @Command(
            name = "make-signing",
            mixinStandardHelpOptions = true,
            description =
                    "Makes a signing key (P-256, with a certificate of its own) in a new file and prints its public"
                            + " half.")
    int makeSigning(
            @Parameters(paramLabel = "FILE", description = "The new file.") Path file,
            @Option(names = "--as", paramLabel = "ORGANIZATION", required = true, description = "The member's id.")
                    String organization)
            throws Exception {
        return print(MemberSigner.create(file, organization, Instant.now())
                .publicKey()
                .toJson());
    }

    @Command(
            name = "register-signing",
            mixinStandardHelpOptions = true,
            description = "Registers the signing key's public half; --replaces retires the one before.")
    int registerSigning(
            @Mixin ConnectionOptions connection,
            @Option(
                            names = "--replaces",
                            paramLabel = "THUMBPRINT",
                            description = "The key that this one takes the place of, as 'keys show' prints it.")
                    Optional<String> replaced,
            @Parameters(paramLabel = "FILE", description = "The key's file.") Path file)
            throws Exception {
        MemberSigner signer = MemberSigner.read(file);
        connection.gateway().registerSigningKey(signer.publicKey(), replaced);
        return print(signer.publicKey().thumbprint().value());
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Prints the registered keys of an owner.")
    int show(
            @Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "OWNER", description = "Such as Organization/hospital-a.") String owner)
            throws Exception {
        return print(new String(connection.gateway().keys(owner), StandardCharsets.UTF_8));
    }

    private int print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
