package org.consentry.gateway.record.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTests {
    private final Recording doing = new Recording();
    private final GroupCommit<String, String> groups = new GroupCommit<>(doing, 1);

    /** Remembers groups; holds the first one until it is let go. */
    private static final class Recording implements GroupCommit.Doing<String, String> {
        final ConcurrentLinkedQueue<List<String>> together = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> alone = new ConcurrentLinkedQueue<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public List<String> together(List<String> works) {
            together.add(works);
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (works.contains("broken")) {
                throw new IllegalStateException("in company");
            }
            if (works.contains("fatal")) {
                throw new AssertionError("an error, not an exception");
            }
            return works.stream().map(work -> work + " done").toList();
        }

        @Override
        public String alone(String work) {
            alone.add(work);
            if (work.equals("broken")) {
                throw new IllegalArgumentException("broken");
            }
            return work + " alone";
        }

        @Override
        public boolean collide(String one, String other) {
            return one.charAt(0) == other.charAt(0) && one.startsWith("=");
        }

        @Override
        public int weight(String work) {
            return work.startsWith("heavy") ? 200 : 1;
        }
    }

    @AfterEach
    void end() {
        doing.go.countDown();
    }

    /** The first begins by itself; the others wait in their order until it may go on. */
    private List<CompletableFuture<String>> behind(String first, String... others) {
        List<CompletableFuture<String>> all = new ArrayList<>();
        all.add(begin(first, thread -> doing.begun.getCount() == 0));
        for (String other : others) {
            all.add(begin(other, thread -> thread.getState() == Thread.State.WAITING));
        }
        doing.go.countDown();
        return all;
    }

    private CompletableFuture<String> begin(String work, Predicate<Thread> arrived) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(groups.commit(work));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        while (!arrived.test(thread)) {
            Thread.onSpinWait();
        }
        return result.orTimeout(20, TimeUnit.SECONDS);
    }

    @Test
    void aGroupThatIsHeavyTakesNobodyElseAlong() {
        behind("first", "a", "heavy 1", "heavy 2", "b").forEach(CompletableFuture::join);

        assertThat(doing.together).containsExactly(List.of("first"), List.of("a", "heavy 1", "heavy 2"), List.of("b"));
    }

    @Test
    void whatFailsInCompanyIsDoneAlone() {
        List<CompletableFuture<String>> all = behind("first", "a", "broken", "b");

        assertThat(all.get(1).join()).isEqualTo("a alone");
        assertThatThrownBy(all.get(2)::join).hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(all.get(3).join()).isEqualTo("b alone");
        assertThat(groups.commit("later")).isEqualTo("later done");
    }

    @Test
    void anErrorOfWhoLeadsLeavesNobodyWaiting() {
        List<CompletableFuture<String>> all = behind("first", "fatal", "a", "b");

        assertThatThrownBy(all.get(1)::join).hasRootCauseInstanceOf(AssertionError.class);
        assertThat(all.get(2).join()).isEqualTo("a alone");
        assertThat(all.get(3).join()).isEqualTo("b alone");
        assertThat(groups.commit("later")).isEqualTo("later done");
    }

    @Test
    void handsOutNoResultBeforeItsGroupIsDone() {
        CompletableFuture<String> first = begin("first", thread -> doing.begun.getCount() == 0);
        CompletableFuture<String> second = begin("second", thread -> thread.getState() == Thread.State.WAITING);

        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        doing.go.countDown();
        assertThat(first.join()).isEqualTo("first done");
        assertThat(second.join()).isEqualTo("second done");
    }

    @Test
    void whatChangesTheSameIsNotDoneTogether() {
        List<CompletableFuture<String>> all = behind("first", "=1", "=2", "a");

        assertThat(all).allSatisfy(each -> assertThat(each.join()).endsWith(" done"));
        assertThat(doing.together).containsExactly(List.of("first"), List.of("=1", "a"), List.of("=2"));
    }

    @Test
    void whoComesMeanwhileIsDoneTogetherAndEachGetsItsOwn() {
        List<CompletableFuture<String>> all = behind("first", "a", "b", "c");

        assertThat(all.stream().map(CompletableFuture::join))
                .containsExactly("first done", "a done", "b done", "c done");
        assertThat(doing.together).containsExactly(List.of("first"), List.of("a", "b", "c"));
        assertThat(doing.alone).isEmpty();
    }

    @Test
    void aGroupHasItsBound() {
        String[] many = IntStream.range(0, 40).mapToObj(Integer::toString).toArray(String[]::new);

        behind("first", many).forEach(CompletableFuture::join);

        assertThat(doing.together).extracting(List::size).containsExactly(1, 32, 8);
    }
}
