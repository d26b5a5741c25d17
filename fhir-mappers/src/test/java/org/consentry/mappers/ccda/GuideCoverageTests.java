package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/*
 * rows.txt has, page by page, a statement and what is put into it for each row: its attribute (a), another place in it (p)
 * or its body. A row is implemented if the element it names then says what was sent. The statements are our own.
 */
/** The coverage contract for C-CDA: every row of the guide's tables, with what must come out. */
class GuideCoverageTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Rows that are not done as the guide has them, with the reason. */
    private static final Map<String, String> WAIVED = Map.of();

    @Test
    void everyRowComesOutWhereTheGuideSays() {
        Map<String, int[]> pages = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        for (GuideRow row : GuideRow.all()) {
            int[] counts = pages.computeIfAbsent(row.page(), page -> new int[2]);
            counts[0]++;
            Set<String> facts = facts(row.converted());
            if (facts.stream().anyMatch(fact -> said(fact, row.expected()))) {
                counts[1]++;
            } else if (!WAIVED.containsKey(row.name())) {
                missing.add(row.name());
            }
        }
        int all = pages.values().stream().mapToInt(counts -> counts[0]).sum();
        int done = pages.values().stream().mapToInt(counts -> counts[1]).sum();
        // The README's figure.
        System.out.printf("C-CDA on FHIR rows: %d, implemented %d, waived %d%n", all, done, all - done);
        pages.forEach((page, counts) -> System.out.printf("  %s: %d of %d%n", page, counts[1], counts[0]));
        WAIVED.forEach((row, reason) -> System.out.println("  waived " + row + ": " + reason));
        assertThat(missing).isEmpty();
    }

    /** A value as it was sent; an expectation that ends in a path asks only whether anything is said there. */
    private static boolean said(String fact, String expected) {
        return expected.contains(" = ") ? fact.equals(expected) : fact.startsWith(expected);
    }

    private static Set<String> facts(Bundle bundle) {
        Set<String> facts = new TreeSet<>();
        for (JsonNode entry : JSON.readTree(FhirJson.write(bundle)).path("entry")) {
            collect(entry.path("resource").path("resourceType").asString(""), entry.path("resource"), facts);
        }
        return facts;
    }

    private static void collect(String path, JsonNode node, Set<String> facts) {
        if (node.isArray()) {
            node.forEach(item -> collect(path, item, facts));
        } else if (node.isObject()) {
            node.properties().forEach(property -> collect(path + "." + property.getKey(), property.getValue(), facts));
        } else {
            String text = node.asString("");
            facts.add(path + " = " + (path.endsWith(".reference") ? text.replaceAll("/.*", "") : text));
        }
    }
}
