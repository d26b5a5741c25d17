package org.consentry.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.merkle.Trees;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.tile.TilePath;
import org.junit.jupiter.api.Test;

/** What every {@link LedgerStore} promises. */
public abstract class LedgerStoreContract {
    /** An empty log. */
    protected abstract LedgerStore open();

    /** The same log as another process sees it. */
    protected abstract LedgerStore reopen(LedgerStore store);

    @Test
    void logsADigestOnceThoughItIsSubmittedTwice() {
        LedgerStore store = open();
        store.submit(Samples.entries(0, 3));
        store.submit(Samples.entries(1, 4));

        sequenceAll(store, 100);
        store.submit(Samples.entries(0, 4));
        sequenceAll(store, 100);

        assertThat(store.entries(0, 10))
                .extracting(LoggedEntry::entry)
                .containsExactlyElementsOf(Samples.entries(0, 4));
    }

    @Test
    void logsADigestOnceThoughItIsTwiceInOneSubmission() {
        LedgerStore store = open();

        store.submit(List.of(Samples.entry(1), Samples.entry(1), Samples.entry(2)));
        sequenceAll(store, 100);

        assertThat(store.head().size()).isEqualTo(2);
    }

    @Test
    void letsOneOfTwoPublishersWin() {
        LedgerStore store = open();
        store.submit(Samples.entries(0, 2));
        sequenceAll(store, 100);
        SignedCheckpoint next = signed(store.head());

        assertThat(store.publish(next, -1)).isEqualTo(Publication.PUBLISHED);
        assertThat(store.publish(next, -1)).isEqualTo(Publication.SUPERSEDED);
        assertThat(store.publish(signed(new TreeHead(9, Samples.hash("other"))), 1))
                .isEqualTo(Publication.SUPERSEDED);
        assertThat(store.published()).contains(next);
    }

    @Test
    void givesIndexesInTheOrderOfSubmission() {
        LedgerStore store = open();
        store.submit(Samples.entries(0, 600));
        store.submit(Samples.entries(600, 700));

        sequenceAll(store, 7);

        assertThat(store.entries(0, 1000))
                .extracting(LoggedEntry::entry)
                .containsExactlyElementsOf(Samples.entries(0, 700));
        assertThat(store.entries(698, 10)).extracting(LoggedEntry::index).containsExactly(698L, 699L);
    }

    @Test
    void givesIndexesWithoutGapsToConcurrentWriters() throws Exception {
        LedgerStore store = open();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                int from = writer * 1000;
                work.add(() -> {
                    for (int i = 0; i < 20; i++) {
                        store.submit(Samples.entries(from + i * 5, from + i * 5 + 5));
                        store.sequence(16);
                    }
                    return from;
                });
            }
            for (Future<Integer> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        sequenceAll(store, 100);

        List<LoggedEntry> all = store.entries(0, 1000);
        assertThat(all)
                .extracting(LoggedEntry::index)
                .containsExactlyElementsOf(
                        IntStream.range(0, 800).mapToObj(i -> (long) i).toList());
        assertThat(all.stream().map(LoggedEntry::entry).distinct()).hasSize(800);
        assertThat(store.head())
                .isEqualTo(treeOver(all.stream().map(LoggedEntry::entry).toList()));
    }

    @Test
    void hasTheRootOfItsEntriesAtEverySize() {
        LedgerStore store = open();
        assertThat(store.head()).isEqualTo(TreeHead.EMPTY);

        for (int size : new int[] {1, 2, 3, 255, 256, 257, 511, 512, 700}) {
            store.submit(Samples.entries((int) store.head().size(), size));
            sequenceAll(store, 1000);

            assertThat(store.head()).isEqualTo(treeOver(Samples.entries(0, size)));
        }
    }

    @Test
    void keepsEveryNarrowerTileOfAGrownTree() {
        LedgerStore store = open();
        store.submit(Samples.entries(0, 300));
        sequenceAll(store, 100);

        assertThat(store.tile(new TilePath(0, 0, 3)).hashes())
                .isEqualTo(Samples.entries(0, 3).stream().map(Entry::digest).toList());
        assertThat(store.tile(new TilePath(0, 1, 44)).hashes()).hasSize(44);
        assertThat(store.tile(new TilePath(1, 0, 1)).hashes())
                .containsExactly(Trees.root(
                        Samples.entries(0, 256).stream().map(Entry::digest).toList()));
    }

    @Test
    void findsEntriesByDigestAndSubject() {
        LedgerStore store = open();
        store.submit(Samples.entries(0, 30));
        sequenceAll(store, 100);

        assertThat(store.indexOf(Samples.entry(17).digest())).hasValue(17);
        assertThat(store.indexOf(Samples.entry(30).digest())).isEmpty();
        assertThat(store.entriesWith(List.of(
                        Samples.entry(17).digest(),
                        Samples.entry(30).digest(),
                        Samples.entry(4).digest())))
                .extracting(LoggedEntry::index)
                .containsExactly(4L, 17L);
        assertThat(store.entriesWith(List.of())).isEmpty();
        assertThat(store.entriesOf(Set.of(Samples.subject(1)), 30, 3))
                .extracting(LoggedEntry::index)
                .containsExactly(28L, 25L, 22L);
        assertThat(store.entriesOf(Set.of(Samples.subject(1)), 4, 3))
                .extracting(LoggedEntry::index)
                .containsExactly(1L);
        assertThat(store.entriesOf(Set.of(Samples.subject(9)), 30, 3)).isEmpty();
        assertThat(store.entriesOf(Set.of(Samples.subject(1), Samples.subject(2), Samples.subject(9)), 28, 4))
                .extracting(LoggedEntry::index)
                .containsExactly(26L, 25L, 23L, 22L);
        assertThat(store.entriesOf(Set.of(), 30, 3)).isEmpty();
    }

    @Test
    void remembersEveryPublishedCheckpoint() {
        LedgerStore store = open();
        List<SignedCheckpoint> published = new ArrayList<>();
        for (int size : new int[] {1, 4, 9}) {
            store.submit(Samples.entries((int) store.head().size(), size));
            sequenceAll(store, 100);
            SignedCheckpoint next = signed(store.head());
            store.publish(next, published.isEmpty() ? -1 : published.getLast().size());
            published.add(next);
        }

        assertThat(store.published()).contains(published.get(2));
        assertThat(store.publishedCovering(0)).contains(published.get(0));
        assertThat(store.publishedCovering(1)).contains(published.get(1));
        assertThat(store.publishedCovering(8)).contains(published.get(2));
        assertThat(store.publishedCovering(9)).isEmpty();
        assertThat(store.checkpoints(9, 5)).containsExactly(published.get(1), published.get(0));
    }

    @Test
    void isTheSameLogWhenOpenedAgain() {
        LedgerStore store = open();
        store.submit(Samples.entries(0, 300));
        sequenceAll(store, 100);
        store.publish(signed(store.head()), -1);
        store.submit(Samples.entries(300, 310));

        LedgerStore again = reopen(store);
        sequenceAll(again, 100);

        assertThat(again.head()).isEqualTo(treeOver(Samples.entries(0, 310)));
        assertThat(again.published()).isEqualTo(store.published());
        assertThat(again.entries(0, 1000)).hasSize(310);
    }

    @Test
    void saysThatNothingWaits() {
        assertThat(open().sequence(10)).isInstanceOf(Sequencing.Idle.class);
    }

    private static void sequenceAll(LedgerStore store, int limit) {
        while (!(store.sequence(limit) instanceof Sequencing.Idle)) {
            Thread.onSpinWait();
        }
    }

    private static SignedCheckpoint signed(TreeHead head) {
        return SignedCheckpoint.of(new Checkpoint(Samples.ORIGIN, head).signedBy(Samples.KEY));
    }

    private static TreeHead treeOver(List<Entry> entries) {
        List<Hash> leaves = entries.stream().map(Entry::digest).toList();
        return new TreeHead(leaves.size(), Trees.root(leaves));
    }
}
