package org.consentry.mappers;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a Synthea record says, as facts (type, code, date, value) that can be compared across formats. The R4 export is
 * the answer key for the others.
 */
public final class SyntheaFacts {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path ROOT =
            Path.of(System.getProperty("consentry.root")).resolve("../shared/data/synthea");

    private final Map<String, Integer> facts = new TreeMap<>();
    private final Map<String, JsonNode> medications = new HashMap<>();
    private int left;
    private boolean table;

    /** The files of a format; empty where there are none beside the repository. */
    public static List<Path> files(String folder) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String seed : List.of("dev-ma", "dev-wy")) {
            Path path = ROOT.resolve(seed).resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    files.filter(file -> !file.getFileName().toString().matches("(hospital|practitioner)Info.*"))
                            .sorted()
                            .forEach(all::add);
                }
            }
        }
        return all;
    }

    /** The R4 export of the same patient. */
    public static Path answer(Path file) {
        String name = file.getFileName().toString().replaceAll("\\.xml$", ".json");
        return file.resolveSibling("../fhir").resolve(name).normalize();
    }

    /** The facts of a bundle. */
    public static SyntheaFacts of(String bundle) {
        return of(bundle, id -> true);
    }

    /** The facts of those resources of a bundle whose ids another format's export has too. */
    public static SyntheaFacts of(String bundle, Predicate<String> exported) {
        SyntheaFacts facts = new SyntheaFacts();
        JsonNode tree = JSON.readTree(bundle);
        for (JsonNode entry : tree.path("entry")) {
            JsonNode resource = entry.path("resource");
            if (text(resource, "resourceType").equals("Medication")) {
                facts.medications.put(text(entry, "fullUrl"), resource.path("code"));
            }
        }
        for (JsonNode entry : tree.path("entry")) {
            if (exported.test(text(entry.path("resource"), "id"))) {
                facts.add(entry.path("resource"));
            } else {
                facts.left++;
            }
        }
        return facts;
    }

    /** The facts as a table has them: numbers with one decimal, words instead of codes for values. */
    public static SyntheaFacts ofTable(String bundle) {
        SyntheaFacts facts = new SyntheaFacts();
        facts.table = true;
        JsonNode tree = JSON.readTree(bundle);
        for (JsonNode entry : tree.path("entry")) {
            JsonNode resource = entry.path("resource");
            if (text(resource, "resourceType").equals("Medication")) {
                facts.medications.put(text(entry, "fullUrl"), resource.path("code"));
            }
        }
        tree.path("entry").forEach(entry -> facts.add(entry.path("resource")));
        return facts;
    }

    /** How many resources the other format's export does not have. */
    public int left() {
        return left;
    }

    /** The same with another bundle's. */
    public void addAll(SyntheaFacts other) {
        left += other.left;
        other.facts.forEach((fact, count) -> facts.merge(fact, count, Integer::sum));
    }

    /** How many of the key's facts of a type these have too: type to {equal, all, examples}. */
    public Map<String, Agreement> compare(SyntheaFacts key) {
        Map<String, Agreement> agreements = new TreeMap<>();
        Map<String, Integer> left = new HashMap<>(facts);
        key.facts.forEach((fact, count) -> {
            String type = fact.substring(0, fact.indexOf('|'));
            int found = Math.min(count, left.getOrDefault(fact, 0) + left.getOrDefault(unsaid(fact), 0));
            agreements.computeIfAbsent(type, absent -> new Agreement()).add(fact, found, count);
        });
        return agreements;
    }

    /** Synthea's C-CDA has a mistake: where a value is a code, it writes the name of its own variable. */
    private static String unsaid(String fact) {
        return fact.substring(0, fact.lastIndexOf('|') + 1) + "{entry.value}";
    }

    /** How much of one type agrees. */
    public static final class Agreement {
        private static final int MOST_SHOWN = Integer.getInteger("consentry.shown", 3);
        private int equal;
        private int all;
        private final List<String> missing = new ArrayList<>();

        private void add(String fact, int found, int count) {
            equal += found;
            all += count;
            if (found < count && missing.size() < MOST_SHOWN) {
                missing.add(fact);
            }
        }

        public int equal() {
            return equal;
        }

        public int all() {
            return all;
        }

        @Override
        public String toString() {
            return equal + " of " + all + (missing.isEmpty() ? "" : " (not " + missing + ")");
        }
    }

    private void add(JsonNode resource) {
        String type = resource.path("resourceType").asString("");
        String fact =
                switch (type) {
                    case "Patient" ->
                        text(resource, "birthDate") + "|" + text(resource, "gender") + "|"
                                + text(resource.path("name").path(0), "family");
                    case "Condition" ->
                        code(resource.path("code")) + "|" + day(resource, "onsetDateTime") + "|"
                                + day(resource, "abatementDateTime");
                    case "AllergyIntolerance" -> code(resource.path("code"));
                    case "MedicationRequest" -> code(medication(resource)) + "|" + time(medicationStart(resource));
                    case "Immunization" ->
                        code(resource.path("vaccineCode")) + "|" + time(text(resource, "occurrenceDateTime"));
                    case "Procedure" -> code(resource.path("code")) + "|" + time(start(resource, "performed"));
                    case "Encounter" ->
                        code(resource.path("type").path(0)) + "|" + time(text(resource.path("period"), "start")) + "|"
                                + time(text(resource.path("period"), "end"));
                    case "Observation" -> "";
                    default -> "-";
                };
        if (type.equals("Observation")) {
            observation(resource);
        } else if (!fact.equals("-")) {
            facts.merge(type + "|" + fact, 1, Integer::sum);
        }
    }

    /** A panel's components are facts of their own; a panel without any is none. */
    private void observation(JsonNode resource) {
        String when = time(start(resource, "effective"));
        for (JsonNode component : resource.path("component")) {
            if (!value(component).isEmpty() && !resource.has("derivedFrom")) {
                facts.merge(
                        "Observation|" + code(component.path("code")) + "|" + when + "|" + value(component),
                        1,
                        Integer::sum);
            }
        }
        if (!value(resource).isEmpty()) {
            facts.merge(
                    "Observation|" + code(resource.path("code")) + "|" + when + "|" + value(resource), 1, Integer::sum);
        }
    }

    private String value(JsonNode holder) {
        if (holder.has("valueQuantity")) {
            return number(holder.path("valueQuantity").path("value"));
        }
        if (holder.has("valueInteger")) {
            return number(holder.path("valueInteger"));
        }
        JsonNode concept = holder.path("valueCodeableConcept");
        if (table) {
            String words = text(concept, "text");
            return (words.isEmpty() ? text(holder, "valueString") : words).replaceAll("[^A-Za-z0-9]", "");
        }
        return concept.isMissingNode() ? text(holder, "valueString") : code(concept);
    }

    /** Synthea's R4 has five digits of a number, its C-CDA all of them, its CSV one decimal. */
    private String number(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        BigDecimal number = value.decimalValue().round(new MathContext(5));
        return (table ? number.setScale(1, RoundingMode.HALF_UP) : number)
                .stripTrailingZeros()
                .toPlainString();
    }

    private JsonNode medication(JsonNode request) {
        JsonNode referred = medications.get(text(request.path("medicationReference"), "reference"));
        return referred == null ? request.path("medicationCodeableConcept") : referred;
    }

    private static String medicationStart(JsonNode resource) {
        String bounds = text(
                resource.path("dosageInstruction")
                        .path(0)
                        .path("timing")
                        .path("repeat")
                        .path("boundsPeriod"),
                "start");
        return bounds.isEmpty() ? text(resource, "authoredOn") : bounds;
    }

    private static String start(JsonNode resource, String element) {
        String point = text(resource, element + "DateTime");
        return point.isEmpty() ? text(resource.path(element + "Period"), "start") : point;
    }

    private static String code(JsonNode concept) {
        return text(concept.path("coding").path(0), "code");
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static String day(JsonNode resource, String name) {
        String text = time(text(resource, name));
        return text.length() > 10 ? text.substring(0, 10) : text;
    }

    private static String time(String text) {
        return text.length() < 20
                ? text
                : Instant.from(OffsetDateTime.parse(text)).toString();
    }
}
