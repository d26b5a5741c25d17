package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner finds what the rules might have missed, and says where and never what. */
class LeakScannerTests {
    private final LeakScanner scanner =
            LeakScanner.forPolicy(Policy.SAFE_HARBOR).add(Fixture.facts()).build();

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\"text\":\"seen by FEATHERSTONEHAUGH today\"",
                "\"display\":\"of Quentin Zebedee Featherstonehaugh\"",
                "\"given\":[\"Zebedee\"]",
                "\"text\":\"mother Oglethorpe\"",
                "\"text\":\"call 617-555-0123\"",
                "\"text\":\"call (617) 555-0123\"",
                "\"text\":\"call 617.555.0123\"",
                "\"value\":\"6175550123\"",
                "\"value\":\"quentin@example.org\"",
                "\"value\":\"987-65-4320\"",
                "\"value\":\"987654320\"",
                "\"id\":\"xMRN-9981273x\"",
                "\"reference\":\"Patient/pat-77\"",
                "\"line\":[\"17 Marmalade Mews\"]",
                "\"city\":\"Tewksbury\"",
                "\"postalCode\":\"01876-1234\"",
                "\"birthDate\":\"1961-04-23\"",
                "\"text\":\"born 19610423\""
            })
    void findsEveryKnownIdentifierInEverySpelling(String field) {
        assertThat(scan("{\"resourceType\":\"Observation\"," + field + "}")).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\"display\":\"Quentin\"",
                "\"text\":\"Quentinian\"",
                "\"birthDate\":\"1961\"",
                "\"postalCode\":\"018\"",
                "\"code\":\"Zebedee\"",
                "\"value\":\"1617555012\""
            })
    void passesWhatIsNoIdentifier(String field) {
        assertThat(scan("{" + field + "}")).isEmpty();
    }

    @Test
    void takesAShortNumberForNoUnit() {
        PatientFacts facts = PatientFacts.of(Fixture.bytes("""
                {"resourceType":"Patient","id":"p-1","identifier":[{"value":"kg"},{"value":"h"},{"value":"7"}]}"""));
        LeakScanner few = LeakScanner.forPolicy(Policy.SAFE_HARBOR).add(facts).build();

        assertThat(few.scan("x", 1, Fixture.bytes("{\"unit\":\"kg\",\"code\":\"mm/h\"}")))
                .isEmpty();
        assertThat(few.scan("x", 1, Fixture.bytes("{\"reference\":\"Patient/7\",\"value\":\"7\"}")))
                .hasSize(2);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"subject\":{\"reference\":\"Patient/Account\"}}|1",
                "{\"subject\":{\"reference\":\"Practitioner/x-order\"}}|1",
                "{\"note\":[{\"text\":\"Mrs Account\"}]}|1",
                "{\"intent\":\"Account order\"}|3",
                "{\"intent\":\"order of merit\"}|1",
                "{\"given\":[\"Order\"]}|1",
                "{\"id\":\"order\"}|1",
                "{\"intent\":\"order\",\"account\":[{\"reference\":\"Account/7f\"}]}|0",
                "{\"account\":[{\"type\":\"Account\",\"reference\":\"https://h.example/fhir/Account/7f\"}]}|0",
                "{\"coverage\":[{\"order\":1}],\"category\":[\"medication\"]}|0",
                "{\"meta\":{\"profile\":[\"http://hl7.org/fhir/StructureDefinition/Account\"]}}|0"
            })
    void letsFhirSayItsOwnWordsWhereItDoes(String line, int leaks) {
        PatientFacts facts = PatientFacts.of(Fixture.bytes("""
                {"resourceType":"Patient","id":"p","name":[{"family":"Account","given":["Order","Medication"]}]}"""));
        LeakScanner words = LeakScanner.forPolicy(Policy.SAFE_HARBOR).add(facts).build();

        assertThat(words.scan("x", 1, Fixture.bytes(line))).hasSize(leaks);
    }

    /** Of a million pseudonyms, some begin with a day on which somebody was born: a job that failed for that would always. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"19610423-7c1e-4b0f-9d55-0a1b2c3d4e5f\"}|0",
                "{\"reference\":\"Patient/19610423-7c1e-4b0f-9d55-0a1b2c3d4e5f\"}|0",
                "{\"id\":\"7c1e0000-7c1e-4b0f-9d55-a98765432000\"}|0",
                "{\"id\":\"19610423-7c1e-4b0f-9d55-0a1b2c3d4e5\"}|1",
                "{\"id\":\"19610423-7c1e-4b0f-9d55\"}|1",
                "{\"text\":\"19610423\"}|1",
                "{\"text\":\"98765432\"}|1",
                "{\"id\":\"0f5a7c1e-1111-4222-8333-444455556666\"}|1"
            })
    void takesNoPieceOfAPseudonymForAnIdentifier(String line, int leaks) {
        PatientFacts facts = PatientFacts.of(
                Fixture.bytes("{\"resourceType\":\"Patient\",\"id\":\"0f5a7c1e-1111-4222-8333-444455556666\","
                        + "\"birthDate\":\"1961-04-23\",\"identifier\":[{\"value\":\"98765432\"}]}"));
        LeakScanner of = LeakScanner.forPolicy(Policy.SAFE_HARBOR).add(facts).build();

        assertThat(of.scan("x", 1, Fixture.bytes(line))).hasSize(leaks);
    }

    @Test
    void tellsThePlaceAndNeverTheValue() throws IOException {
        byte[] output = Fixture.bytes("{\"a\":\"b\"}\n{\"name\":[{\"family\":\"Featherstonehaugh\"}]}\n");

        List<Leak> leaks = scanner.scan("Patient.ndjson", new ByteArrayInputStream(output));

        assertThat(leaks).containsExactly(new Leak("Patient.ndjson", 2, "family", Leak.Kind.NAME));
        assertThat(leaks.getFirst().toString()).doesNotContainIgnoringCase("feather");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"value\":25100}|0",
                "{\"value\":\"25100\"}|1",
                "{\"text\":\"MRN 25100.\"}|1",
                "{\"reference\":\"Patient/25100\"}|1",
                "{\"value\":1.25100}|0",
                "{\"code\":\"25100-1\"}|0"
            })
    void takesShortRunsOfDigitsForIdentifiersOnlyInsideStrings(String line, int leaks) {
        PatientFacts facts = PatientFacts.of(Fixture.bytes("{\"resourceType\":\"Patient\",\"id\":\"25100\"}"));
        LeakScanner numbers =
                LeakScanner.forPolicy(Policy.SAFE_HARBOR).add(facts).build();

        assertThat(numbers.scan("x", 1, Fixture.bytes(line))).hasSize(leaks);
    }

    @Test
    void findsAccentedNamesWithAndWithoutAccents() {
        PatientFacts facts = PatientFacts.of(Fixture.bytes("""
                {"resourceType":"Patient","id":"p","name":[{"family":"Núñez","given":["Zoë"]}]}"""));
        LeakScanner accents =
                LeakScanner.forPolicy(Policy.SAFE_HARBOR).add(facts).build();

        assertThat(accents.scan("x", 1, Fixture.bytes("{\"text\":\"Nunez\"}"))).isNotEmpty();
        assertThat(accents.scan("x", 1, Fixture.bytes("{\"text\":\"núñez\"}"))).isNotEmpty();
    }

    @Test
    void findsIdentifiersAcrossReadsOfTheStream() throws IOException {
        String padding = "{\"text\":\"" + "x ".repeat(40_000) + "Featherstonehaugh\"}\n";

        assertThat(scanner.scan("x", new ByteArrayInputStream(Fixture.bytes(padding.repeat(3)))))
                .extracting(Leak::line)
                .containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest(name = "{0} seeks {1}: {2}")
    @CsvSource({
        "limited-dataset,1961-04-23,0",
        "limited-dataset,Tewksbury,0",
        "limited-dataset,Featherstonehaugh,1",
        "research-shifted,Tewksbury,1",
        "identified,Featherstonehaugh,0"
    })
    void doesNotSeekWhatThePolicyKeeps(String policy, String value, int leaks) {
        LeakScanner other =
                LeakScanner.forPolicy(Policy.named(policy)).add(Fixture.facts()).build();

        assertThat(other.scan("x", 1, Fixture.bytes("{\"text\":\"" + value + "\"}")))
                .hasSize(leaks);
    }

    @Test
    void findsWhatASlowSearchFindsInRandomText() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Patterns patterns = new Patterns();
            List<String> sought = random.ints(20, 1, 5)
                    .mapToObj(length -> word(random, length))
                    .distinct()
                    .toList();
            sought.forEach(patterns::add);
            String text = word(random, 300);
            int[] found = {0};
            patterns.built().search(Fixture.bytes(text), 0, text.length(), (pattern, start, end) -> found[0]++);

            long expected =
                    sought.stream().mapToLong(one -> occurrences(text, one)).sum();

            assertThat(found[0]).isEqualTo((int) expected);
        }
    }

    private static long occurrences(String text, String word) {
        return java.util.stream.IntStream.range(0, text.length())
                .filter(i -> text.startsWith(word, i))
                .count();
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        random.ints(length, 'a', 'd').forEach(c -> word.append((char) c));
        return word.toString();
    }

    private List<Leak> scan(String line) {
        return scanner.scan("x", 1, Fixture.bytes(line));
    }
}
