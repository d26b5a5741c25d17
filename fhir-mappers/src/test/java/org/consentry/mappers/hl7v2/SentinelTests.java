package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;

/*
 * A word or number or day that stands nowhere else goes into every component and subcomponent of one field, twice where
 * the field repeats; the message is converted, and each of them is looked for in the Bundle. So it does not matter
 * whether a component is mapped, displayed or kept as it was sent, only that it is there. Every field of HL7's
 * v2-to-FHIR tables is tried with the parts of its data type, every field of every segment we map with more parts than
 * any data type has, and OBX-5 in every type of value.
 */
/** Nothing that a sender put into any component of any field gets lost. */
class SentinelTests {

    private static final ConversionContext CONTEXT = new ConversionContext("sentinels", ZoneOffset.UTC);
    private static final int MOST_FIELDS = 75;
    private static final String ANY = "#&#&#^#&#^#&#^#&#^#^#^#^#^#^#^#&#^#^#^#^#^#^#^#^#^#^#^#^#^#^#";

    /** What makes a message one, and has a value of its own in ours. */
    private static final Set<String> FRAME = Set.of("MSH-1", "MSH-2", "MSH-7", "MSH-9", "MSH-12", "MSH-18");

    /** Minutes become the end of a period, and no number of the Bundle is theirs. */
    private static final Set<String> COMPUTED = Set.of("PR1-7");

    private final Hl7v2Mapper mapper = new Hl7v2Mapper();
    private final Map<String, String> types = new LinkedHashMap<>();
    private final TreeSet<String> lost = new TreeSet<>();
    private int sent;

    SentinelTests() {
        lines("types")
                .forEach(
                        line -> types.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
    }

    @Test
    void everyComponentOfEveryFieldOfHl7sTablesArrives() {
        for (String line : lines("fields")) {
            String[] row = line.split(" ", -1);
            if (SegmentMappers.ids().contains(row[0].substring(0, 3))) {
                String form = types.getOrDefault(row[1], "#");
                look(row[2], row[0], form, 1);
                look(row[2], row[0], form, 2);
            }
        }
        nothingIsLost();
    }

    @Test
    void whateverStandsInAnyFieldOfASegmentArrives() {
        for (String segment : SegmentMappers.ids()) {
            for (int field = 1; field <= MOST_FIELDS; field++) {
                look(segment, segment + "-" + field, ANY, 1);
                look(segment, segment + "-" + field, "#", 1);
                look(segment, segment + "-" + field, "%", 1);
                look(segment, segment + "-" + field, "@", 1);
            }
        }
        nothingIsLost();
    }

    @Test
    void everyPartOfAValueOfEveryTypeArrives() {
        types.forEach((type, form) -> {
            FieldSentinels sentinels = new FieldSentinels(form, 2);
            String message =
                    ContractMessage.of("OBX", "OBX-5", sentinels.text()).replace("OBX||NM|", "OBX||" + type + "|");
            look("OBX-5 as " + type, "OBX-5", message, sentinels);
        });
        nothingIsLost();
    }

    /** All fields at once, since one may take another's place. */
    @Test
    void wholeSegmentsArrive() {
        Map<String, Map<Integer, String>> segments = new LinkedHashMap<>();
        for (String line : lines("fields")) {
            String[] row = line.split(" ", -1);
            segments.computeIfAbsent(row[0].substring(0, 3), id -> new TreeMap<>())
                    .put(Integer.parseInt(row[0].substring(4)), types.getOrDefault(row[1], "#"));
        }
        for (String id : List.of("MSH", "OBX")) {
            segments.remove(id);
        }
        segments.keySet().retainAll(SegmentMappers.ids());
        segments.forEach((id, fields) -> {
            whole(id, fields, 1);
            whole(id, fields, 2);
        });
        nothingIsLost();
    }

    private void whole(String id, Map<Integer, String> fields, int repetitions) {
        Map<Integer, FieldSentinels> sentinels = new TreeMap<>();
        fields.forEach((field, form) ->
                sentinels.put(field, new FieldSentinels(form, repetitions, field * 100 * repetitions)));
        StringBuilder segment = new StringBuilder(id);
        for (int field = 1; field <= 60; field++) {
            segment.append('|')
                    .append(sentinels.containsKey(field) ? sentinels.get(field).text() : "");
        }
        String message = ContractMessage.of(id, id + "-1", "")
                        .replaceAll("(?m)^" + id + "\\|.*$", "")
                        .strip() + "\r" + segment + "\r";
        sentinels.forEach((field, sentinel) -> look("whole", id + "-" + field, message, sentinel));
    }

    private void look(String table, String field, String form, int repetitions) {
        FieldSentinels sentinels = new FieldSentinels(form, repetitions);
        look(table, field, ContractMessage.of(table, field, sentinels.text()), sentinels);
    }

    private void look(String what, String field, String message, FieldSentinels sentinels) {
        Conversion conversion = mapper.convert(message.getBytes(StandardCharsets.UTF_8), CONTEXT);
        if (FRAME.contains(field) || COMPUTED.contains(field)) {
            return;
        }
        boolean ignored = conversion.report().fields().stream()
                .anyMatch(outcome -> outcome.path().equals(field) && outcome.fate() == Fate.IGNORED);
        if (ignored || !(conversion instanceof Conversion.Converted done)) {
            return;
        }
        String json = FhirJson.write(done.transactionBundle());
        sentinels.places().forEach((sentinel, place) -> {
            sent++;
            boolean there = json.contains(sentinel) || json.contains(FieldSentinels.inFhir(sentinel));
            if (!there) {
                lost.add(what + " " + field + place + " " + sentinel);
            }
        });
    }

    private void nothingIsLost() {
        // How much was sent is told, since it comes from HL7's tables and not from this class.
        System.out.println("Sentinels: " + sent + " sent, " + lost.size() + " lost");
        assertThat(lost).isEmpty();
        assertThat(sent).isPositive();
    }

    private static List<String> lines(String name) {
        try (InputStream in = SentinelTests.class.getResourceAsStream("/hl7v2/sentinels/" + name + ".txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
