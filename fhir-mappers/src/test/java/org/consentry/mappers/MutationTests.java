package org.consentry.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentry.mappers.ccda.CcdaMapper;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.csv.CsvMapper;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.consentry.mappers.hl7v2.Hl7v2Frame;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import org.junit.jupiter.api.Test;

/*
 * Seeds are broken in the ways that lines, disks and people break them: bytes changed, cut out, doubled, swapped, cut
 * short, pieces of one seed put into another. The random numbers are seeded, so a failure comes again; its number is
 * told. -Dconsentry.mutations=N runs more of them than the ordinary build does.
 */
/** No exception escapes, nothing hangs, and what is converted can be written. */
class MutationTests {

    private static final int MUTATIONS = Integer.getInteger("consentry.mutations", 150);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final ConversionContext CONTEXT = new ConversionContext("fuzz", ZoneOffset.UTC);
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

    @Test
    void hl7v2() throws IOException {
        Hl7v2Mapper mapper = new Hl7v2Mapper();
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(resources().resolve("hl7v2/golden"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".hl7"))
                    .sorted()
                    .toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        survives(seeds, bytes -> {
            List<Conversion> conversions = new ArrayList<>();
            for (Hl7v2Frame frame : mapper.frames(bytes)) {
                conversions.add(mapper.convert(frame.bytes(), CONTEXT));
            }
            return conversions;
        });
    }

    @Test
    void ccda() throws IOException {
        byte[] seed = Files.readAllBytes(resources().resolve("ccda/golden/ccd.xml"));
        survives(List.of(seed), bytes -> List.of(new CcdaMapper().convert(bytes, CONTEXT)));
    }

    @Test
    void stu3() throws IOException {
        byte[] seed = Files.readAllBytes(resources().resolve("fuzz/stu3.json"));
        survives(List.of(seed), bytes -> List.of(new FhirVersionMapper().convert(bytes, FhirVersion.STU3, CONTEXT)));
    }

    @Test
    void dstu2() throws IOException {
        byte[] seed = Files.readAllBytes(resources().resolve("fuzz/dstu2.json"));
        survives(List.of(seed), bytes -> List.of(new FhirVersionMapper().convert(bytes, FhirVersion.DSTU2, CONTEXT)));
    }

    @Test
    void csv() throws IOException {
        byte[] seed = Files.readAllBytes(resources().resolve("fuzz/lab-results.csv"));
        CsvLayout layout = CsvLayout.shipped("lab-results").orElseThrow();
        survives(List.of(seed), bytes -> new CsvMapper().convert(bytes, layout, CONTEXT));
    }

    private static void survives(List<byte[]> seeds, Function<byte[], List<Conversion>> mapper) {
        for (int number = 0; number < MUTATIONS; number++) {
            byte[] mutant = mutated(seeds, new Random(number));
            long start = System.nanoTime();
            try {
                for (Conversion conversion : mapper.apply(mutant)) {
                    FhirJson.write(conversion.report().toOperationOutcome());
                    assertThat(conversion.report().issues())
                            .as("mutation %s", number)
                            .noneMatch(issue -> issue.kind().equals(ConversionIssue.FAULT));
                    if (conversion instanceof Conversion.Converted done) {
                        FhirJson.write(done.transactionBundle());
                    }
                }
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("Mutation " + number + " made an exception escape", e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("mutation %s", number)
                    .isLessThan(LONGEST);
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

    private static Path resources() {
        return Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers/src/test/resources");
    }
}
