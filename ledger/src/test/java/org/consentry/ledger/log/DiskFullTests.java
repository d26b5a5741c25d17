package org.consentry.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consentry.ledger.audit.FolderLog;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.file.Disk;
import org.consentry.ledger.proof.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full for a while under a process that goes on: nothing is promised meanwhile, nothing promised is lost. */
class DiskFullTests {
    @TempDir
    private Path folder;

    private final FillingDisk disk = new FillingDisk();
    private final List<Entry> acknowledged = new ArrayList<>();
    private int next;

    @Test
    void promisesNothingWhileItIsFullAndLosesNothingAfterwards() throws IOException {
        int failures = 0;
        for (int writesBeforeFull = 0; writesBeforeFull < 12; writesBeforeFull++) {
            try (PosixLedgerStore store = PosixLedgerStore.open(folder, Samples.ORIGIN, disk)) {
                Sequencer sequencer = new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 100);
                disk.fullAfter(writesBeforeFull);
                failures += work(store, sequencer);
                failures += work(store, sequencer);
                disk.fullAfter(Integer.MAX_VALUE);
                assertThat(work(store, sequencer)).isZero();
            }
            try (PosixLedgerStore again = PosixLedgerStore.open(folder, Samples.ORIGIN, disk)) {
                new Sequencer(again, new Publisher(again, Samples.KEY, Cosigners.none()), 100).sequenceOnce();
                assertThat(again.entries(0, 10_000))
                        .extracting(LoggedEntry::entry)
                        .doesNotHaveDuplicates()
                        .containsAll(acknowledged);
            }
        }
        assertThat(failures).isGreaterThan(20);
        assertThat(new LogAudit(new FolderLog(folder), Policy.of(Samples.KEY.verifier()), (done, total) -> {}).run())
                .isInstanceOf(LogAudit.Finding.Sound.class);
    }

    @Test
    void keepsWhatIsAcceptedAfterATornWrite() throws IOException {
        try (PosixLedgerStore store = PosixLedgerStore.open(folder, Samples.ORIGIN, disk)) {
            disk.fullAfter(0);
            assertThatThrownBy(() -> store.submit(Samples.entries(0, 3))).isInstanceOf(StoreFailure.class);
            disk.fullAfter(Integer.MAX_VALUE);
            store.submit(Samples.entries(3, 6));
        }
        try (PosixLedgerStore store = PosixLedgerStore.open(folder, Samples.ORIGIN, disk)) {
            store.sequence(100);
            assertThat(store.entries(0, 10)).extracting(LoggedEntry::entry).isEqualTo(Samples.entries(3, 6));
        }
    }

    /** Submits three, then sequences and publishes. @return how much of it failed */
    private int work(PosixLedgerStore store, Sequencer sequencer) {
        int failures = 0;
        List<Entry> entries = Samples.entries(next, next + 3);
        next += 3;
        try {
            store.submit(entries);
            acknowledged.addAll(entries);
        } catch (StoreFailure full) {
            failures++;
        }
        try {
            sequencer.sequenceOnce();
        } catch (StoreFailure full) {
            failures++;
        }
        return failures;
    }

    /** Takes so many writes; then half of an append, and no replacement. */
    private static final class FillingDisk implements Disk {
        private int left = Integer.MAX_VALUE;

        void fullAfter(int writes) {
            left = writes;
        }

        @Override
        public void replace(Path file, byte[] content) throws IOException {
            take();
            Disk.real().replace(file, content);
        }

        @Override
        public void append(Path file, byte[] content) throws IOException {
            if (left == 0) {
                Disk.real().append(file, Arrays.copyOf(content, content.length / 2));
            }
            take();
            Disk.real().append(file, content);
        }

        private void take() throws IOException {
            if (left == 0) {
                throw new IOException("No space left on device");
            }
            left--;
        }
    }
}
