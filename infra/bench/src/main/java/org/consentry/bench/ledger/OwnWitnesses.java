package org.consentry.bench.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessQuorum;
import org.consentry.ledger.witness.WitnessServer;

/** Witnesses behind HTTP on this machine, each with a folder of its own that survives a power cut. */
final class OwnWitnesses {
    private OwnWitnesses() {}

    /** @param quorum how many of them must cosign before a checkpoint is published */
    static Cosigners start(int witnesses, int quorum) throws IOException {
        if (witnesses == 0) {
            return Cosigners.none();
        }
        StringBuilder policy = new StringBuilder("log " + MadeEntries.KEY.verifier() + "\n");
        StringBuilder group = new StringBuilder("group enough " + quorum);
        for (int i = 0; i < witnesses; i++) {
            SigningKey key = SigningKey.generate(
                    new KeyName("hospital-" + i + ".example/witness"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
            policy.append("witness w%d %s http://127.0.0.1:%d\n".formatted(i, key.verifier(), port(key)));
            group.append(" w").append(i);
        }
        String text = policy.append(group).append("\nquorum enough\n").toString();
        return new WitnessQuorum(
                Policy.parse(text.getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(5), Duration.ofMillis(250));
    }

    private static int port(SigningKey key) throws IOException {
        Witness witness = new Witness(
                List.of(key),
                List.of(MadeEntries.KEY.verifier()),
                FileCosignedCheckpoints.open(Files.createTempDirectory("seen")),
                InstantSource.system());
        return WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .address()
                .getPort();
    }
}
