package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.ConversionReport.FieldOutcome;
import org.junit.jupiter.api.Test;

/**
 * HL7's own v2-to-FHIR segment tables, row by row: implemented, waived with a reason, or missing.
 *
 * <p>A row counts as implemented if a message with that field, sent where HL7's table expects it, comes out with the
 * field mapped. Says so in one line where the tables are not beside the repository.
 */
class CoverageContractTests {

    private static final ConversionContext CONTEXT = new ConversionContext("contract", ZoneOffset.UTC);

    private record Row(String table, String field, String type, String condition, String target) {

        String message() {
            return ContractMessage.with(table, field, type, condition);
        }
    }

    @Test
    void implementsNineOfTenRows() throws Exception {
        Path folder = SharedMessages.root().resolve("v2-to-fhir/mappings/segments");
        if (!Files.isDirectory(folder)) {
            System.out.println("CoverageContractTests did not run: there is no ../shared/data/v2-to-fhir");
            return;
        }
        Map<String, String> waivers = waivers();
        Map<String, Boolean> mapped = new TreeMap<>();
        int implemented = 0;
        int waived = 0;
        int reached = 0;
        List<String> missing = new ArrayList<>();
        for (Row row : rows(folder)) {
            boolean done = mapped.computeIfAbsent(row.table + " " + row.field + " " + row.type, key -> maps(row));
            boolean target = ContractTargets.reached(row.table, row.field, row.target, row.message());
            reached += target ? 1 : 0;
            String waiver = waivers.getOrDefault(row.field, waivers.get(row.table));
            if (done) {
                implemented++;
            } else if (waiver != null) {
                waived++;
            } else {
                missing.add(row.table + " " + row.field + " -> " + row.target);
            }
            if (Boolean.getBoolean("consentry.verbose")) {
                String verdict = done ? "implemented" : waiver != null ? "waived: " + waiver : "missing";
                System.out.println(row.table + " " + row.field + " -> " + row.target + ": " + verdict
                        + (target ? "" : ", not in that element " + row.condition));
            }
        }
        int total = implemented + waived + missing.size();
        System.out.printf(
                "HL7 v2-to-FHIR segment rows: %d, implemented %d (%.1f %%), waived %d, missing %d%n",
                total, implemented, 100.0 * implemented / total, waived, missing.size());
        System.out.printf(
                "HL7 v2-to-FHIR segment rows that come out in the very element their table names: %d (%.1f %%)%n",
                reached, 100.0 * reached / total);
        assertThat((double) implemented / total).isGreaterThan(0.9);
    }

    private static boolean maps(Row row) {
        Conversion conversion = new Hl7v2Mapper().convert(row.message().getBytes(StandardCharsets.UTF_8), CONTEXT);
        return conversion.report().fields().stream()
                        .filter(outcome -> outcome.path().equals(row.field))
                        .map(FieldOutcome::fate)
                        .allMatch(fate -> fate == Fate.MAPPED)
                && conversion.report().fields().stream()
                        .anyMatch(outcome -> outcome.path().equals(row.field));
    }

    private static Map<String, String> waivers() throws IOException {
        Map<String, String> waivers = new LinkedHashMap<>();
        try (var in = CoverageContractTests.class.getResourceAsStream("/hl7v2/waivers.tsv")) {
            new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line ->
                            waivers.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)));
        }
        return waivers;
    }

    private static String condition(List<String> cells) {
        return String.join(" ", cells.subList(6, 9)).replaceAll("\\s+", " ").strip();
    }

    private static List<Row> rows(Path folder) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                String table = name.substring(name.indexOf("R4_ ") + 4, name.indexOf(']') + 1);
                for (List<String> cells : Csv.read(Files.readString(file))) {
                    boolean row = cells.size() > 9
                            && cells.get(1).matches("[A-Z0-9]{3}-\\d+")
                            && !cells.get(9).isBlank();
                    if (row) {
                        rows.add(new Row(table, cells.get(1), cells.get(3).strip(), condition(cells), cells.get(9)));
                    }
                }
            }
        }
        return rows;
    }
}
