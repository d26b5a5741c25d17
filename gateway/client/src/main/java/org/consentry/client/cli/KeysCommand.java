package org.consentry.client.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.consentry.client.MemberKey;
import org.consentry.crypto.umbral.SecretKey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code consentry keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        header = "Makes and registers the receiving key, and shows registered keys.",
        footer = {
            "",
            "Examples:",
            "  consentry keys make receiving.key",
            "  consentry keys register receiving.key -c connection.json",
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
        try (SecretKey key = Files.exists(file) ? MemberKey.read(file) : MemberKey.create(file)) {
            connection.gateway().registerKey(key.publicKey());
            return print(HexFormat.of().formatHex(key.publicKey().toBytes()));
        }
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
