package org.consentry.mappers.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The standard's own tests, where the shared corpus is at hand; prints how many pass. */
class ConformanceTests {
    private static final Path SUITE =
            Path.of(System.getProperty("consentry.root", "..")).resolve("../shared/data/sql-on-fhir/tests");
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final List<String> failed = new ArrayList<>();
    private int all;

    @Test
    void passesTheStandardsSuite() throws IOException {
        if (!Files.isDirectory(SUITE)) {
            System.out.println("NOT RUN: the SQL-on-FHIR suite is not here");
            return;
        }
        try (Stream<Path> files = Files.list(SUITE)) {
            for (Path file : files.sorted().toList()) {
                JsonNode suite = mapper.readTree(file.toFile());
                suite.path("tests").forEach(test -> run(suite.path("title").asString(), test, suite.path("resources")));
            }
        }

        System.out.printf("SQL-on-FHIR: %d of %d pass%n", all - failed.size(), all);
        assertThat(failed).isEmpty();
    }

    private void run(String suite, JsonNode test, JsonNode resources) {
        all++;
        String title = suite + ": " + test.path("title").asString();
        List<String> rows = new ArrayList<>();
        try {
            ViewDefinition view = ViewDefinition.compile(test.path("view"));
            resources.forEach(resource -> view.rows(resource).forEach(row -> rows.add(sorted(view.json(row)))));
            check(title, test, rows, view);
        } catch (ViewRefused e) {
            if (!test.path("expectError").asBoolean(false)) {
                failed.add(title + ": " + e.getMessage());
            }
        }
    }

    private void check(String title, JsonNode test, List<String> rows, ViewDefinition view) {
        List<String> expected = new ArrayList<>();
        test.path("expect").forEach(row -> expected.add(sorted(row)));
        rows.sort(Comparator.naturalOrder());
        expected.sort(Comparator.naturalOrder());
        boolean count = !test.has("expectCount") || test.path("expectCount").asInt() == rows.size();
        boolean same = !test.has("expect") || rows.equals(expected);
        List<String> names =
                view.columns().stream().map(ViewDefinition.Column::name).toList();
        List<String> wanted = new ArrayList<>();
        test.path("expectColumns").forEach(name -> wanted.add(name.asString()));
        boolean columns = wanted.isEmpty() || wanted.equals(names);
        if (test.path("expectError").asBoolean(false) || !count || !same || !columns) {
            failed.add(title + ": expected " + expected + " got " + rows);
        }
    }

    private String sorted(JsonNode row) {
        List<String> fields = new ArrayList<>();
        row.properties().forEach(field -> fields.add(field.getKey() + "=" + plain(field.getValue())));
        fields.sort(Comparator.naturalOrder());
        return fields.toString();
    }

    private static String plain(JsonNode value) {
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toPlainString() : value.toString();
    }
}
