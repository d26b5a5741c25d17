package org.consentry.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/*
 * Seeds are broken in the ways that lines, disks and people break them: bytes changed, cut out, doubled, swapped, cut
 * short, pieces of one seed put into another. The random numbers are seeded, so a failure comes again; its number is
 * told. -Dconsentry.mutations=N runs more of them than the ordinary build does.
 */
/** No exception escapes, nothing hangs, and what is converted is R4, the same each time. */
class MutationTests {

    private static final int MUTATIONS = Integer.getInteger("consentry.mutations", 150);

    /** The validator takes longer than the conversion, so it sees one of so many in the ordinary build. */
    private static final int VALIDATED = Integer.getInteger("consentry.validated", 10);

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final byte[][] PIECES = Stream.of(
                    "|",
                    "^",
                    "&",
                    "~",
                    "\\",
                    "\r",
                    "\n",
                    "\"",
                    "<",
                    ">",
                    "</",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\0",
                    "null",
                    "-1",
                    "99999999999999999999",
                    "0.0000001",
                    "nullFlavor=\"UNK\"",
                    "<!DOCTYPE x>",
                    "&e;",
                    "&#0;",
                    "é",
                    "20269999",
                    "true",
                    "\"resourceType\":\"Bundle\"",
                    "MSH|^~\\&|",
                    "\ufeff")
            .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);

    @ParameterizedTest
    @EnumSource
    void noMutantMakesAnExceptionEscapeOrHangs(FuzzedFormat format) throws IOException {
        List<byte[]> seeds = format.seeds();
        for (int number = 0; number < MUTATIONS; number++) {
            byte[] mutant = mutated(seeds, new Random(number));
            long start = System.nanoTime();
            try {
                format.survive(mutant);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("Mutation " + number + " made an exception escape", e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("mutation %s", number)
                    .isLessThan(LONGEST);
            if (number % VALIDATED == 0) {
                assertThat(format.problems(mutant)).as("mutation %s", number).isEmpty();
            }
        }
    }

    private static byte[] mutated(List<byte[]> seeds, Random random) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        int times = 1 + random.nextInt(6);
        for (int i = 0; i < times && bytes.length > 1; i++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(40), bytes.length - at);
            bytes = switch (random.nextInt(7)) {
                case 0 -> {
                    bytes[at] = (byte) random.nextInt(256);
                    yield bytes;
                }
                case 1 -> spliced(bytes, at, length, new byte[0]);
                case 2 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
                case 3 -> Arrays.copyOf(bytes, at);
                case 4 -> spliced(bytes, at, length, PIECES[random.nextInt(PIECES.length)]);
                case 5 -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    int from = random.nextInt(other.length);
                    yield spliced(bytes, at, 0, Arrays.copyOfRange(other, from, Math.min(other.length, from + 500)));
                }
                default -> spliced(bytes, at, 0, PIECES[random.nextInt(PIECES.length)]);
            };
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        byte[] result = new byte[bytes.length - removed + added.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(added, 0, result, at, added.length);
        System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
        return result;
    }
}
