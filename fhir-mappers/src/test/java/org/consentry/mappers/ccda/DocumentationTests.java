package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MAPPINGS.md tells of every template that is read. */
class DocumentationTests {

    @ParameterizedTest
    @EnumSource(Template.class)
    void tells(Template template) throws IOException {
        String page =
                Files.readString(Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers/MAPPINGS.md"));

        assertThat(page).contains("| " + template.number + " | " + template.label + " | ");
    }
}
