package org.consentry.client.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.consentry.client.FragmentStore;
import org.consentry.client.Gateway;
import org.consentry.client.MemberKey;
import org.consentry.client.Proxy;
import org.consentry.client.Refused;
import org.consentry.crypto.umbral.SecretKey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code consentry proxy}. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        header = "Holds one fragment of three, so that nobody can re-encrypt a patient's keys alone.",
        description = {
            "",
            "Where two members run proxies, every new consent has three key fragments, one with the gateway and one with"
                    + " each proxy, and a reader needs two of them.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  consentry proxy register proxy.key -c connection.json",
            "  consentry proxy run --key proxy.key --store fragments -c connection.json",
            "  consentry proxy retire -c connection.json"
        })
final class ProxyCommand {
    private static final int WAIT_SECONDS = 25;
    private static final long FIRST_REST = 1_000;
    private static final long LONGEST_REST = 30_000;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = "Registers the proxy's public key; makes the file when there is none.")
    int register(
            @Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "FILE", description = "The proxy's key file.") Path file)
            throws Exception {
        try (SecretKey key = Files.exists(file) ? MemberKey.read(file) : MemberKey.create(file)) {
            connection.gateway().registerProxyKey(key.publicKey());
            return print(HexFormat.of().formatHex(key.publicKey().toBytes()));
        }
    }

    @Command(
            name = "retire",
            mixinStandardHelpOptions = true,
            description = "New consents no longer count on this member's proxy; those that stand still may.")
    int retire(@Mixin ConnectionOptions connection) throws Exception {
        connection.gateway().retireProxyKey();
        return print("retired");
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Runs until it is stopped. A line that breaks is opened again.")
    int run(
            @Mixin ConnectionOptions connection,
            @Option(names = "--key", paramLabel = "FILE", required = true, description = "The proxy's key file.")
                    Path file,
            @Option(
                            names = "--store",
                            paramLabel = "FOLDER",
                            required = true,
                            description = "Where the fragments lie, sealed to the key.")
                    Path folder)
            throws Exception {
        Files.createDirectories(folder);
        Gateway gateway = connection.gateway();
        try (SecretKey key = MemberKey.read(file)) {
            Proxy proxy = new Proxy(gateway, key, new FragmentStore(folder));
            print("running");
            work(proxy);
            return CommandLine.ExitCode.OK;
        }
    }

    private void work(Proxy proxy) throws InterruptedException {
        long rest = FIRST_REST;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                int done = proxy.round(WAIT_SECONDS);
                rest = FIRST_REST;
                if (done > 0) {
                    print(done + " tasks");
                }
            } catch (IOException e) {
                print(e instanceof Refused refused ? "refused: " + refused.status() : "not reached, trying again");
                // A gateway that is away is asked less and less often, and not at once by every proxy when it is back.
                Thread.sleep(rest);
                rest = Math.min(2 * rest, LONGEST_REST);
            }
        }
    }

    private int print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
