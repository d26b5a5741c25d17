package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.junit.jupiter.api.Test;

/*
 * MutationTests breaks bytes; here the grammar stays whole and everything in it is odd: any segment after any other,
 * any field valued, any version, event and data type, and values that bent a converter once (comparators, titers,
 * dates that are none, offsets, escapes, deletions, repetitions, subcomponents, signs beyond the BMP). What comes out
 * must be valid R4 all the same. Numbers are seeded; -Dconsentry.variants=N makes more of them.
 */
/** Whatever a field has in it, the Bundle is valid, points nowhere outside of itself and is the same twice. */
class VariantTests {

    private static final int VARIANTS = Integer.getInteger("consentry.variants", 60);
    private static final ConversionContext CONTEXT = new ConversionContext("variants", ZoneId.of("America/New_York"));

    private final List<String> values = words("values");
    private final List<String> segments = words("segments");
    private final List<String> types = words("types");
    private final List<String> events = words("events");
    private final List<String> versions = words("versions");
    private final Hl7v2Mapper mapper = new Hl7v2Mapper();

    @Test
    void anyFieldMayHaveAnything() {
        int converted = 0;
        for (int number = 0; number < VARIANTS; number++) {
            byte[] message = message(new Random(number)).getBytes(StandardCharsets.UTF_8);
            for (Hl7v2Frame frame : mapper.frames(message)) {
                Conversion conversion = mapper.convert(frame.bytes(), CONTEXT);
                assertThat(problems(frame.bytes(), conversion))
                        .as("variant %s", number)
                        .isEmpty();
                converted += conversion instanceof Conversion.Converted ? 1 : 0;
            }
        }
        System.out.println("Variants of messages: " + VARIANTS + ", converted " + converted);
        assertThat(converted).isGreaterThan(VARIANTS * 8 / 10);
    }

    private List<String> problems(byte[] message, Conversion conversion) {
        List<String> problems = new ArrayList<>();
        conversion.report().issues().stream()
                .filter(issue -> issue.kind().equals(ConversionIssue.FAULT))
                .forEach(issue -> problems.add(issue.text()));
        if (conversion instanceof Conversion.Converted done) {
            problems.addAll(BundleProblems.of("", done, () -> mapper.convert(message, CONTEXT)));
        }
        return problems;
    }

    private String message(Random random) {
        StringBuilder message = new StringBuilder("MSH|^~\\&|A|B|C|D|")
                .append(random.nextBoolean() ? "20260101" : value(random))
                .append("||")
                .append(any(events, random))
                .append("|c1|P|")
                .append(any(versions, random));
        if (random.nextInt(5) > 0) {
            message.append("\rPID|1|a|123^^^H^MR||DOE^J||19700101|M");
        }
        for (int i = random.nextInt(10); i >= 0; i--) {
            message.append('\r').append(segment(any(segments, random), random));
        }
        return message.toString();
    }

    private String segment(String id, Random random) {
        StringBuilder segment = new StringBuilder(id);
        int fields = 3 + random.nextInt(50);
        for (int field = 1; field <= fields; field++) {
            segment.append('|');
            if (id.equals("OBX") && field == 2) {
                segment.append(any(types, random));
            } else if (random.nextInt(3) > 0) {
                segment.append(value(random));
            }
        }
        return segment.toString();
    }

    private String value(Random random) {
        String value = any(values, random);
        return switch (random.nextInt(12)) {
            case 0 -> value + "^" + value(random);
            case 1 -> value + "~" + value(random);
            case 2 -> value + "&" + value(random);
            case 3 -> random.nextInt(50) == 0 ? value.repeat(3_000) : value;
            default -> value;
        };
    }

    private static String any(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private static List<String> words(String name) {
        try (InputStream in = VariantTests.class.getResourceAsStream("/hl7v2/variants/" + name + ".txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
