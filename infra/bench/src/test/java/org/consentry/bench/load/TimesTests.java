package org.consentry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimesTests {
    @Test
    void nothingHasNoMedian() {
        assertThat(new Times().millis(0.5)).isNaN();
    }

    @Test
    void tellsTheNearestRank() {
        Times times = Times.of(LongStream.rangeClosed(1, 100)
                .map(millis -> (101 - millis) * 1_000_000)
                .boxed()
                .toList());
        assertThat(times.millis(0.5, 0.99, 1)).containsExactly(50, 99, 100);
    }

    @Test
    void keepsWhatAnotherKept() {
        Times all = Times.of(LongStream.range(0, 5_000).boxed().toList());
        all.addAll(Times.of(LongStream.range(5_000, 9_999).boxed().toList()));
        assertThat(all.count()).isEqualTo(9_999);
        assertThat(all.millis(1)).isEqualTo(0.009998);
    }
}
