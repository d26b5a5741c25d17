package org.consentry.ledger.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.witness.WitnessQuorum;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that writes, sequences, has cosigned and publishes until it dies, and tells what it has promised, a line each:
 * {@code ack FROM TO}, {@code head SIZE ROOT}, {@code published SIZE ROOT}. {@link KilledProcessIT} kills it.
 *
 * <p>Arguments: JDBC URL, policy file, number of its first entry, and where to die: {@code call N}, {@code signed},
 * {@code cosigned} or {@code never}.
 */
final class DoomedWriter {
    static final int STEP = 3;

    private final PostgresLedgerStore store;
    private final DataSource database;
    private final Publisher publisher;
    private final Sequencer sequencer;

    private DoomedWriter(DataSource database, Cosigners cosigners) {
        this.database = database;
        store = PostgresLedgerStore.open(database, Samples.ORIGIN);
        publisher = new Publisher(store, Samples.KEY, cosigners);
        sequencer = new Sequencer(store, publisher, 100);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource real = new PGSimpleDataSource();
        real.setURL(arguments[0]);
        real.setUser("postgres");
        int call = arguments[3].equals("call") ? Integer.parseInt(arguments[4]) : Integer.MAX_VALUE;
        FaultyDataSource faulty = new FaultyDataSource(real, call, FaultyDataSource.When.AFTER, DoomedWriter::die);
        DoomedWriter writer =
                new DoomedWriter(faulty.asDataSource(), new DyingCosigners(quorum(arguments[1]), arguments[3]));
        int next = Integer.parseInt(arguments[2]);
        do {
            writer.cycle(next);
            next += STEP;
        } while (arguments[3].equals("never"));
        System.exit(0);
    }

    private static Cosigners quorum(String policy) throws IOException {
        return new WitnessQuorum(
                Policy.parse(Files.readAllBytes(Path.of(policy))), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    /** As SIGKILL does: no hook runs, nothing is flushed or closed. */
    private static void die() {
        Runtime.getRuntime().halt(137);
    }

    private void cycle(int next) throws SQLException {
        List<Entry> entries = Samples.entries(next, next + STEP);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            store.inbox().append(connection, entries);
            connection.commit();
        }
        tell("ack " + next + " " + (next + STEP));
        sequencer.moveOnce();
        TreeHead head = store.head();
        tell("head " + head.size() + " " + head.root());
        if (publisher.publishOnce() instanceof Publishing.Published published) {
            TreeHead seen = published.checkpoint().checkpoint().head();
            tell("published " + seen.size() + " " + seen.root());
        }
    }

    /** In one write: a process that dies leaves no half of a promise. */
    private static void tell(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    /** Dies when the tree is signed and nobody has seen it, or when witnesses have and nobody else. */
    private record DyingCosigners(Cosigners real, String where) implements Cosigners {
        @Override
        public long largestSeen(SignedNote empty) {
            return real.largestSeen(empty);
        }

        @Override
        public Cosigning cosign(SignedCheckpoint signed, History since) {
            if (where.equals("signed")) {
                die();
            }
            Cosigning cosigning = real.cosign(signed, since);
            if (where.equals("cosigned")) {
                die();
            }
            return cosigning;
        }
    }
}
