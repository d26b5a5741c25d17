package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;

/** What no honest sender sends: floods, and honest messages with damage at random places. */
class HostileMessageTests {

    private static final ConversionContext CONTEXT = new ConversionContext("hostile", ZoneOffset.UTC);
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final String HEADER = "MSH|^~\\&|A|B|C|D|20260101||ORU^R01|1|P|2.5\r";
    private static final String PID = "PID|1||1^^^X^MR||A^B\r";

    private final Hl7v2Mapper mapper = new Hl7v2Mapper();

    @Test
    void answersAFloodOfEqualResultsInTime() {
        String flood = HEADER + PID + "OBR|1||F1|1^x^L\r" + "OBX|1|NM|1^x^L||5||||||F\r".repeat(20_000);

        assertThat(inTime(flood)).isInstanceOf(Conversion.Converted.class);
    }

    @Test
    void answersAFloodOfBrokenLinesInTime() {
        String flood = HEADER + PID + "NTE|1||a\r" + "broken line\r".repeat(200_000);

        assertThat(inTime(flood)).isInstanceOf(Conversion.Converted.class);
    }

    @Test
    void answersAFloodOfRepetitionsInTimeAndKeepsThem() {
        String flood = HEADER + "PID|1||" + "1^^^X^MR~".repeat(50_000) + "1^^^X^MR\r";

        assertThat(inTime(flood)).isInstanceOf(Conversion.Converted.class);
    }

    @Test
    void refusesMoreSegmentsThanAnyMessageHas() {
        assertThat(inTime(HEADER + "NTE|1\r".repeat(100_001))).isInstanceOf(Conversion.Rejected.class);
    }

    @Test
    void neverThrowsForDamagedMessages() throws IOException {
        Random random = new Random(20260101);
        List<byte[]> seeds = seeds();
        for (int round = 0; round < 400; round++) {
            byte[] message = damaged(seeds.get(round % seeds.size()).clone(), random);
            for (Hl7v2Frame frame : mapper.frames(message)) {
                Conversion conversion = mapper.convert(frame.bytes(), CONTEXT);
                assertThat(Acknowledgment.of(frame.bytes(), conversion, OffsetDateTime.parse("2026-01-01T00:00:00Z")))
                        .contains("\rMSA|");
                assertThat(conversion.report().toOperationOutcome().getIssue()).isNotEmpty();
                if (conversion instanceof Conversion.Converted converted) {
                    assertThat(FhirJson.write(converted.transactionBundle())).startsWith("{");
                }
            }
        }
    }

    private Conversion inTime(String message) {
        return assertTimeoutPreemptively(
                BOUND, () -> mapper.convert(message.getBytes(StandardCharsets.UTF_8), CONTEXT));
    }

    private static byte[] damaged(byte[] message, Random random) {
        String favorites = "|^~\\&\r\n\"<>-:.\u0000\u000b\u001c";
        for (int i = random.nextInt(30); i >= 0; i--) {
            int at = random.nextInt(message.length);
            message[at] = random.nextBoolean()
                    ? (byte) favorites.charAt(random.nextInt(favorites.length()))
                    : (byte) random.nextInt(256);
        }
        return message;
    }

    private static List<byte[]> seeds() throws IOException {
        Path folder =
                Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers/src/test/resources/hl7v2/golden");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> messages = files.filter(file -> file.toString().endsWith(".hl7"))
                    .sorted()
                    .toList();
            List<byte[]> seeds = new java.util.ArrayList<>();
            for (Path file : messages) {
                seeds.add(Files.readAllBytes(file));
            }
            return seeds;
        }
    }
}
