package org.consentry.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL itself dies by SIGKILL, with all its processes: what it had not flushed is gone with its memory, as in a power
 * cut. Its own writer of the log is made so slow that nobody but a waiting commit flushes.
 */
class KilledDatabaseIT {
    @TempDir
    private Path folder;

    private EmbeddedPostgres server;
    private DataSource database;

    @Test
    void whatWasMovedWithoutWaitingIsLostAndMovedAgain() throws Exception {
        PostgresLedgerStore store = created();
        store.submit(Samples.entries(0, 5));
        store.sequence(100);
        assertThat(store.head().size()).isEqualTo(5);

        kill();
        start();

        PostgresLedgerStore again = PostgresLedgerStore.open(database, Samples.ORIGIN);
        assertThat(again.head()).as("nobody waited for it").isEqualTo(TreeHead.EMPTY);
        again.submit(Samples.entries(5, 6));
        assertThat(new Sequencer(again, publisher(again), 100).sequenceOnce().publishing())
                .isInstanceOf(Publishing.Published.class);
        assertThat(again.entries(0, 100))
                .extracting(LoggedEntry::entry)
                .containsExactlyInAnyOrderElementsOf(Samples.entries(0, 6));
    }

    @Test
    void whatHasSettledIsThereAndSoIsWhatWasSigned() throws Exception {
        PostgresLedgerStore store = created();
        store.submit(Samples.entries(0, 5));
        store.sequence(100);
        TreeHead settled = store.settled();

        kill();
        start();

        PostgresLedgerStore again = PostgresLedgerStore.open(database, Samples.ORIGIN);
        assertThat(again.head()).isEqualTo(settled);
        again.submit(Samples.entries(5, 9));
        new Sequencer(again, publisher(again), 100).sequenceOnce();

        kill();
        start();

        PostgresLedgerStore last = PostgresLedgerStore.open(database, Samples.ORIGIN);
        assertThat(last.published()).hasValueSatisfying(signed -> {
            assertThat(signed.size()).isEqualTo(9);
            assertThat(signed.checkpoint().head()).isEqualTo(last.head());
        });
    }

    @Test
    void aCosignerNeverSeesATreeThatAPowerCutCouldUndo() throws Exception {
        PostgresLedgerStore store = created();
        store.submit(Samples.entries(0, 5));
        Cosigners killing = new KillingCosigners(this::kill);
        new Sequencer(store, new Publisher(store, Samples.KEY, killing), 100).moveOnce();
        new Publisher(store, Samples.KEY, killing).publishOnce();

        start();

        assertThat(PostgresLedgerStore.open(database, Samples.ORIGIN).head().size())
                .isEqualTo(5);
    }

    /** Kills when asked to cosign, and gives nothing. */
    private record KillingCosigners(Runnable kill) implements Cosigners {
        @Override
        public long largestSeen(SignedNote empty) {
            return 0;
        }

        @Override
        public Cosigning cosign(SignedCheckpoint checkpoint, History history) {
            kill.run();
            return new Cosigning.TooFew(0);
        }
    }

    private PostgresLedgerStore created() throws Exception {
        EmbeddedDatabase.prepare(database);
        return PostgresLedgerStore.open(database, Samples.ORIGIN);
    }

    private static Publisher publisher(PostgresLedgerStore store) {
        return new Publisher(store, Samples.KEY, Cosigners.none());
    }

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedDatabase.durable()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("wal_writer_delay", "10000")
                .start();
        database = server.getPostgresDatabase();
    }

    private void kill() {
        try (Stream<String> lines = Files.lines(folder.resolve("data/postmaster.pid"))) {
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(lines.findFirst().orElseThrow()))
                    .orElseThrow();
            List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit().join());
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }
}
