package org.consentry.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.consentry.ledger.audit.FolderLog;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.file.Disk;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.proof.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixLedgerStoreTests extends LedgerStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected LedgerStore open() {
        try {
            return PosixLedgerStore.open(folder, Samples.ORIGIN);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    protected LedgerStore reopen(LedgerStore store) {
        try {
            ((PosixLedgerStore) store).close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return open();
    }

    @Test
    void refusesAFolderThatAnotherHasOpen() throws IOException {
        try (PosixLedgerStore first = PosixLedgerStore.open(folder, Samples.ORIGIN)) {
            assertThatThrownBy(() -> PosixLedgerStore.open(folder, Samples.ORIGIN))
                    .isInstanceOf(IOException.class);
            assertThat(first.head().size()).isZero();
        }
    }

    @Test
    void refusesToOpenWhatWasChanged() throws IOException {
        try (PosixLedgerStore store = PosixLedgerStore.open(folder, Samples.ORIGIN)) {
            store.submit(Samples.entries(0, 3));
            store.sequence(10);
        }
        Path bundle = folder.resolve("tile/entries/000.p/3");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[20] ^= 1;
        Files.write(bundle, bytes);

        assertThatThrownBy(() -> PosixLedgerStore.open(folder, Samples.ORIGIN)).isInstanceOf(StoreFailure.class);
    }

    @Test
    void dropsTheTornEndOfItsJournal() throws IOException {
        try (PosixLedgerStore store = PosixLedgerStore.open(folder, Samples.ORIGIN)) {
            store.submit(Samples.entries(0, 3));
        }
        Files.write(folder.resolve("state/pending"), new byte[] {0, 90, 1, 2, 3, 4, 5}, StandardOpenOption.APPEND);

        try (PosixLedgerStore store = PosixLedgerStore.open(folder, Samples.ORIGIN)) {
            store.submit(Samples.entries(3, 4));
            store.sequence(10);
            assertThat(store.entries(0, 10)).extracting(LoggedEntry::entry).isEqualTo(Samples.entries(0, 4));
        }
    }

    @Test
    void isALogThatAnyoneCanServeAndAudit() throws IOException {
        try (PosixLedgerStore store = PosixLedgerStore.open(folder, Samples.ORIGIN)) {
            store.submit(Samples.entries(0, 700));
            Publisher publisher = new Publisher(store, Samples.KEY, Cosigners.none());
            assertThat(new Sequencer(store, publisher, 100).sequenceOnce().publishing())
                    .isInstanceOf(Publishing.Published.class);
        }

        LogAudit audit = new LogAudit(new FolderLog(folder), Policy.of(Samples.KEY.verifier()), (done, total) -> {});
        assertThat(audit.run()).isInstanceOf(LogAudit.Finding.Sound.class);
    }

    /**
     * A crash before, in the middle of, and after every single write. Whatever was acknowledged must be in the log
     * afterwards, once, and every checkpoint that got out must be continued.
     */
    @Test
    void survivesACrashAtEveryWrite() throws IOException {
        int survived = 0;
        for (CrashingDisk.When when : CrashingDisk.When.values()) {
            for (int write = 0; ; write++) {
                Path log = folder.resolve(when + "-" + write);
                CrashHistory history = new CrashHistory();
                boolean crashed = history.liveUntilCrash(log, new CrashingDisk(write, when));
                history.checkRecovery(log);
                if (!crashed) {
                    break;
                }
                survived++;
            }
        }
        assertThat(survived).isGreaterThan(60);
    }

    /** One life of a log, ended by a crash, and what it had promised. */
    private static final class CrashHistory {
        private int acknowledged;
        private List<SignedCheckpoint> seen = List.of();

        boolean liveUntilCrash(Path log, Disk disk) throws IOException {
            try (PosixLedgerStore store = PosixLedgerStore.open(log, Samples.ORIGIN, disk)) {
                Sequencer sequencer = new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 200);
                for (int to : new int[] {3, 250, 260}) {
                    store.submit(Samples.entries(acknowledged, to));
                    acknowledged = to;
                    sequencer.sequenceOnce();
                    seen = store.checkpoints(Long.MAX_VALUE, 10);
                }
                return false;
            } catch (IOException | StoreFailure crash) {
                return true;
            }
        }

        void checkRecovery(Path log) throws IOException {
            try (PosixLedgerStore store = PosixLedgerStore.open(log, Samples.ORIGIN)) {
                Publisher publisher = new Publisher(store, Samples.KEY, Cosigners.none());
                store.submit(Samples.entries(acknowledged, acknowledged + 2));
                assertThat(new Sequencer(store, publisher, 200).sequenceOnce().publishing())
                        .isInstanceOf(Publishing.Published.class);

                assertThat(store.checkpoints(Long.MAX_VALUE, 10)).containsAll(seen);
                assertThat(store.entries(0, 1000).stream()
                                .map(LoggedEntry::entry)
                                .distinct())
                        .hasSize((int) store.head().size())
                        .containsAll(Samples.entries(0, acknowledged + 2));
            }
            LogAudit audit = new LogAudit(new FolderLog(log), Policy.of(Samples.KEY.verifier()), (done, total) -> {});
            assertThat(audit.run()).isInstanceOf(LogAudit.Finding.Sound.class);
        }
    }
}
