package org.consentry.ledger.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code ledger witness}. */
@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        header = "Runs a witness until it is stopped.",
        description = {
            "",
            "Remembers the largest tree of every log that it watches, and cosigns over HTTP (c2sp.org/tlog-witness) only"
                    + " what continues it. Watches any log in this format. Keep the folder: a witness that forgets can be"
                    + " deceived. Put a TLS proxy in front.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  ledger keygen hospital-a.example/witness --kind ED25519_COSIGNATURE --out witness.key",
            "  ledger witness --private-key witness.key --state ./seen --key ledger.example/authority+8adfe5c5+Aeqj..."
        })
final class WitnessCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 8090;

    @CommandLine.Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrustOptions watched = new TrustOptions();

    @Option(
            names = "--private-key",
            required = true,
            paramLabel = "FILE",
            description = "The witness's cosignature key, as keygen wrote it.")
    private Path privateKey = Path.of("witness.key");

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FOLDER",
            description = "Where it remembers what it has seen.")
    private Path state = Path.of("seen");

    @Option(names = "--host", description = "Address to listen on; default ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(names = "--port", description = "Port to listen on; default ${DEFAULT-VALUE}, 0 takes a free one.")
    private int port = DEFAULT_PORT;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SigningKey key = SigningKey.parse(Files.readString(privateKey).strip());
        if (!key.verifier().kind().isCosignature()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "The key must be of a cosignature kind");
        }
        List<VerifierKey> logs =
                watched.policy().logs().stream().map(Policy.Party::key).toList();
        try (FileCosignedCheckpoints memory = FileCosignedCheckpoints.open(state);
                WitnessServer server = WitnessServer.start(
                        new Witness(List.of(key), logs, memory, InstantSource.system()),
                        new InetSocketAddress(host, port))) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("witness " + key.verifier());
            logs.forEach(log -> out.println("watches " + log.name()));
            out.println("listens on port " + server.address().getPort());
            out.flush();
            new CountDownLatch(1).await();
        }
        return ExitCode.HOLDS;
    }
}
