package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;

/*
 * SentinelTests asks of one field or one segment at a time; here are whole messages of any segments in any order and
 * number, of any event and version, each field with the parts of its data type and a value of its own in each part. All
 * of them must be in the Bundle, each field must be in the report, and the Bundle must be valid, whole and the same
 * twice. Numbers are seeded; -Dconsentry.variants=N makes more of them, -Dconsentry.from=M later ones.
 */
/** Nothing is lost of any message, however its segments stand. */
class RandomMessageTests {

    private static final int VARIANTS = Integer.getInteger("consentry.variants", 40);
    private static final int FROM = Integer.getInteger("consentry.from", 0);
    private static final ConversionContext CONTEXT = new ConversionContext("random", ZoneOffset.UTC);
    private static final Set<String> COMPUTED = Set.of("PR1-7");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Map<Integer, String>> segments = new TreeMap<>();
    private final List<String> ids;
    private final List<String> events = lines("variants/events");
    private final List<String> versions = lines("variants/versions");
    private final List<String> valueTypes = lines("variants/types");
    private final Hl7v2Mapper mapper = new Hl7v2Mapper();

    RandomMessageTests() {
        for (String line : lines("sentinels/types")) {
            types.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
        for (String line : lines("sentinels/fields")) {
            String[] row = line.split(" ", -1);
            segments.computeIfAbsent(row[0].substring(0, 3), id -> new TreeMap<>())
                    .put(Integer.parseInt(row[0].substring(4)), row[1]);
        }
        segments.remove("MSH");
        Set<String> all = new TreeSet<>(segments.keySet());
        all.addAll(SegmentMappers.ids());
        all.addAll(lines("variants/segments"));
        all.removeAll(Set.of("MSH", "FHS", "BHS", "BTS", "FTS", ""));
        ids = all.stream().filter(id -> id.matches("[A-Z][A-Z0-9]{2}")).toList();
    }

    @Test
    void everyValueAndEveryFieldIsAnsweredFor() {
        List<String> problems = new ArrayList<>();
        int sent = 0;
        for (int number = FROM; number < FROM + VARIANTS; number++) {
            Message message = new Message(new Random(number));
            byte[] bytes = message.text.toString().getBytes(StandardCharsets.UTF_8);
            Conversion conversion = mapper.convert(bytes, CONTEXT);
            String name = "message " + number;
            if (!(conversion instanceof Conversion.Converted done)) {
                boolean empty = conversion.report().issues().stream()
                        .anyMatch(issue -> issue.kind().equals("nothing-to-store"));
                problems.addAll(empty ? List.of() : List.of(name + " was rejected"));
                continue;
            }
            problems.addAll(BundleProblems.of(name, done, () -> mapper.convert(bytes, CONTEXT)));
            List<String> lost = message.lost(name, done);
            if (!lost.isEmpty() && Boolean.getBoolean("consentry.verbose")) {
                // Too long for a failure's text: the message is told when it is asked for, to be looked into.
                System.out.println(message.text.toString().replace('\r', '\n'));
            }
            problems.addAll(lost);
            sent += message.places.size();
        }
        // How much was sent is told, since it comes from HL7's tables and not from this class.
        System.out.println(
                "Random messages: " + VARIANTS + " with " + sent + " values, " + problems.size() + " problems");
        assertThat(problems).isEmpty();
    }

    /** One message, and where each of its values stands. */
    private final class Message {
        private final Map<String, String> places = new LinkedHashMap<>();
        private final Set<String> fields = new TreeSet<>();
        private final StringBuilder text = new StringBuilder();
        private final Random random;
        private int number;

        Message(Random random) {
            this.random = random;
            String event = any(events);
            text.append("MSH|^~\\&|A|B|C|D|20260102||")
                    .append(event.isBlank() ? "ADT^A01" : event)
                    .append("|c1|P|")
                    .append(any(versions));
            if (random.nextInt(4) > 0) {
                segment("PID");
            }
            for (int i = random.nextInt(14); i >= 0; i--) {
                segment(random.nextInt(3) == 0 ? any(List.of("OBX", "OBR", "ORC", "NTE", "PV1", "PID")) : any(ids));
            }
        }

        private void segment(String id) {
            text.append('\r').append(id);
            Map<Integer, String> known = segments.getOrDefault(id, Map.of());
            int most = known.keySet().stream().mapToInt(Integer::intValue).max().orElse(20);
            String valueType = any(valueTypes);
            for (int field = 1; field <= most; field++) {
                text.append('|');
                String type = id.equals("OBX") && field == 5 ? valueType : known.getOrDefault(field, "ST");
                if (id.equals("OBX") && field == 2) {
                    text.append(valueType);
                } else if (random.nextInt(4) > 0) {
                    field(id + "-" + field, types.getOrDefault(type, "#"), 1 + random.nextInt(10) / 8);
                }
            }
        }

        private void field(String path, String form, int repetitions) {
            FieldSentinels sentinels = new FieldSentinels(form, repetitions, number);
            number += form.length() * repetitions;
            text.append(sentinels.text());
            fields.add(path);
            sentinels.places().forEach((sentinel, place) -> places.put(sentinel, path + place));
        }

        private List<String> lost(String name, Conversion.Converted done) {
            List<String> lost = new ArrayList<>();
            Set<String> ignored = done.report().fields().stream()
                    .filter(outcome -> outcome.fate() == Fate.IGNORED)
                    .map(FieldOutcome::path)
                    .collect(Collectors.toSet());
            Set<String> told =
                    done.report().fields().stream().map(FieldOutcome::path).collect(Collectors.toSet());
            fields.stream()
                    .filter(field ->
                            told.stream().noneMatch(path -> path.equals(field) || path.startsWith(field + ".")))
                    .forEach(field -> lost.add(name + ": not in the report " + field));
            String json = FhirJson.write(done.transactionBundle());
            places.forEach((sentinel, place) -> {
                String field = place.replaceAll("\\[.*", "");
                boolean there = json.contains(sentinel) || json.contains(FieldSentinels.inFhir(sentinel));
                if (!there && !ignored.contains(field) && !COMPUTED.contains(field)) {
                    lost.add(name + ": lost " + place + " " + sentinel);
                }
            });
            return lost;
        }

        private String any(List<String> words) {
            return words.get(random.nextInt(words.size()));
        }
    }

    private static List<String> lines(String name) {
        try (InputStream in = RandomMessageTests.class.getResourceAsStream("/hl7v2/" + name + ".txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
