package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sieve may let too much through, and never too little: what a scanner finds without it is found with it. */
class LeakSieveTests {
    private static DirectIdentifiers called(String... names) {
        return new DirectIdentifiers(Set.of(names), Set.of(), Set.of(), Set.of(), Set.of());
    }

    private static void look(LeakSieve sieve, String output) throws IOException {
        sieve.look(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)));
        sieve.shake();
    }

    @Test
    void letsThroughWhatStandsThereAndHardlyAnythingElse() throws IOException {
        DirectIdentifiers there = called("Featherstonehaugh");
        DirectIdentifiers absent = called("Oglethorpe");
        LeakSieve sieve = LeakSieve.forPolicy(Policy.SAFE_HARBOR).add(there).add(absent);

        look(sieve, "{\"text\":\"by FEATHERSTONEHAUGH\"}");

        assertThat(sieve.patterns().add(there).size()).isPositive();
        assertThat(sieve.patterns().add(absent).size()).isZero();
    }

    @Test
    void remembersWhatWasSeenWhenItIsShaken() throws IOException {
        LeakSieve sieve = LeakSieve.ofAtMost(3, Policy.SAFE_HARBOR);
        List<DirectIdentifiers> people = IntStream.range(0, 50)
                .mapToObj(i -> called("Quillfeather" + (char) ('a' + i % 26) + i))
                .toList();
        for (DirectIdentifiers person : people) {
            sieve.add(person);
            if (sieve.isFull()) {
                look(sieve, "{\"text\":\"Quillfeatherb1\"}");
            }
        }
        look(sieve, "{\"text\":\"Quillfeatherb1\"}");

        LeakPatterns patterns = sieve.patterns();
        people.forEach(patterns::add);

        assertThat(patterns.build().scan("x", 1, Fixture.bytes("{\"text\":\"Quillfeatherb1\"}")))
                .isNotEmpty();
    }

    @Test
    void losesNothingThatAScannerWithoutItFinds() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            DirectIdentifiers person = new DirectIdentifiers(
                    Set.copyOf(List.of(word(random), word(random) + " " + word(random))),
                    Set.of(word(random)),
                    Set.of(word(random)),
                    Set.copyOf(List.of(word(random), word(random))),
                    Set.of("1961-04-" + (10 + random.nextInt(18))));
            StringBuilder output = new StringBuilder("{\"text\":\"");
            for (int i = 0; i < 400; i++) {
                output.append(word(random)).append(" /\"-".charAt(random.nextInt(4)));
            }
            byte[] line = Fixture.bytes(output + "\"}");
            LeakSieve sieve = LeakSieve.forPolicy(Policy.SAFE_HARBOR).add(person);
            look(sieve, output + "\"}");

            assertThat(sieve.patterns().add(person).build().scan("x", 1, line))
                    .isEqualTo(LeakScanner.forPolicy(Policy.SAFE_HARBOR)
                            .add(person)
                            .build()
                            .scan("x", 1, line));
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        random.ints(1 + random.nextInt(9), 0, 6).forEach(c -> word.append("abAB1é".charAt(c)));
        return word.toString();
    }
}
