package org.consentry.gateway.record.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.consentry.gateway.problem.Problem;
import org.junit.jupiter.api.Test;

class BodyTests {
    private static byte[] observation(int number) {
        return ("{\"resourceType\":\"Observation\",\"id\":\"o" + number
                        + "\",\"status\":\"final\",\"code\":{\"coding\":"
                        + "[{\"system\":\"http://loinc.org\",\"code\":\"8302-2\",\"display\":\"Größe\"}]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void refusesADamagedBody() {
        byte[] stored = Body.of(observation(1)).bytes();

        assertThatThrownBy(() -> new Body((short) 2, Arrays.copyOf(stored, 4)).json())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void refusesACodecItDoesNotKnow() {
        assertThatThrownBy(() -> new Body((short) 99, new byte[9]).json()).isInstanceOf(Problem.class);
    }

    @Test
    void readsWhatWasWrittenBeforeThereWasADictionary() {
        byte[] json = observation(1);

        assertThat(new Body((short) 1, Zstd.compress(json, 1)).json()).isEqualTo(json);
        assertThat(new Body((short) 0, json).json()).isEqualTo(json);
    }

    @Test
    void keepsAResourceInAThirdOfItsBytes() {
        byte[] json = observation(1);
        Body body = Body.of(json);

        assertThat(body.json()).isEqualTo(json);
        assertThat(body.bytes().length).isLessThan(json.length / 3 * 2);
    }

    @Test
    void givesEveryThreadItsOwnBytesBack() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> right : threads.invokeAll(IntStream.range(0, 400)
                    .<java.util.concurrent.Callable<Boolean>>mapToObj(i -> () -> Arrays.equals(
                            observation(i), Body.of(observation(i)).json()))
                    .toList())) {
                assertThat(right.get()).isTrue();
            }
        }
    }
}
