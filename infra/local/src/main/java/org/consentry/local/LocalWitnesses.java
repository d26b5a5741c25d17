package org.consentry.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessServer;
import org.consentry.local.realm.Member;

/**
 * The hospitals' witnesses of the ledger. In a deployment each runs where its hospital is, by {@code ledger witness}; here
 * they share the launcher's JVM, with a key, a port and a memory each.
 */
final class LocalWitnesses implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();

    private LocalWitnesses() {}

    /** A witness as the policy and the report name it. */
    record Place(String member, String url, String vkey) {}

    /** Where they are, whether they run or not. */
    static List<Place> places(StackSettings settings, KeyFiles keys) {
        List<Place> places = new ArrayList<>();
        for (Member member : Network.MEMBERS) {
            places.add(new Place(
                    member.id(),
                    "http://127.0.0.1:" + port(settings, places.size()),
                    keys.witness(member.id()).verifier().toString()));
        }
        return places;
    }

    static LocalWitnesses start(StackSettings settings, KeyFiles keys) {
        LocalWitnesses witnesses = new LocalWitnesses();
        try {
            for (Member member : Network.MEMBERS) {
                witnesses.start(settings, keys, member.id());
            }
            return witnesses;
        } catch (IOException e) {
            witnesses.close();
            throw new StackFailure("A witness cannot be started", e);
        }
    }

    private void start(StackSettings settings, KeyFiles keys, String member) throws IOException {
        Path seen = settings.data().resolve("witness").resolve(member);
        int port = port(settings, open.size() / 2);
        FileCosignedCheckpoints memory = FileCosignedCheckpoints.open(seen);
        open.add(memory);
        VerifierKey log = VerifierKey.parse(keys.ledgerVerifier());
        Witness witness = new Witness(List.of(keys.witness(member)), List.of(log), memory, InstantSource.system());
        open.add(WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private static int port(StackSettings settings, int number) {
        return settings.witnessPort() + number;
    }

    @Override
    public void close() {
        for (AutoCloseable part : open.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                throw new StackFailure("A witness cannot be stopped", e);
            }
        }
        open.clear();
    }
}
