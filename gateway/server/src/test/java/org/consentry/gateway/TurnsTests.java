package org.consentry.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnsTests {
    @Test
    void refusesOneTooManyOfANameAndNobodyOfAnother() {
        Turns turns = new Turns(2);

        assertThat(turns.take("a")).isPresent();
        assertThat(turns.take("a")).isPresent();
        assertThat(turns.take("a")).isEmpty();
        assertThat(turns.take("b")).isPresent();
    }

    @Test
    void aTurnThatIsOverIsTheNextOnes() {
        Turns turns = new Turns(1);

        turns.take().orElseThrow().close();

        assertThat(turns.take()).isPresent();
        assertThat(turns.take()).isEmpty();
    }

    /** Whoever closes twice must not give away a turn that is another's. */
    @Test
    void isGivenBackOnlyOnce() {
        Turns turns = new Turns(2);
        Turns.Turn first = turns.take().orElseThrow();
        assertThat(turns.take()).isPresent();

        first.close();
        first.close();

        assertThat(turns.take()).isPresent();
        assertThat(turns.take()).isEmpty();
    }

    @Test
    void forgetsNamesThatDoNothing() {
        Turns turns = new Turns(3);

        Stream.of("a", "a", "b").map(turns::take).map(Optional::orElseThrow).forEach(Turns.Turn::close);

        assertThat(turns.areFree()).isTrue();
    }

    @Test
    void neverGivesMoreThanThereAreToManyAtOnce() throws Exception {
        Turns turns = new Turns(5);
        CyclicBarrier together = new CyclicBarrier(16);
        Callable<Optional<Turns.Turn>> taking = () -> {
            together.await();
            return turns.take("a");
        };
        List<Future<Optional<Turns.Turn>>> asked;
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            asked = threads.invokeAll(java.util.Collections.nCopies(16, taking));
        }

        long given = 0;
        for (Future<Optional<Turns.Turn>> each : asked) {
            given += each.get().isPresent() ? 1 : 0;
        }
        assertThat(given).isEqualTo(5);
    }

    @Test
    void refusesToHaveNone() {
        assertThatThrownBy(() -> new Turns(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
