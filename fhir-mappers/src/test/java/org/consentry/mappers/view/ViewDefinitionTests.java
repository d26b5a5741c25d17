package org.consentry.mappers.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Views over a small patient of our own. */
class ViewDefinitionTests {
    private static final String PATIENT = """
            {"resourceType":"Patient","id":"p1","active":true,"birthDate":"1961-04","gender":"male",
             "deceasedBoolean":false,"multipleBirthInteger":2,
             "name":[{"use":"official","family":"A","given":["B","C"]},{"use":"usual","family":"D"}],
             "contact":[{"telecom":[{"system":"phone","value":"1"},{"system":"email","value":"2"}]}],
             "generalPractitioner":[{"reference":"https://x.example/fhir/Practitioner/d1/_history/2"}],
             "extension":[{"url":"http://x.example/e","valueDecimal":1.50}]}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name.",
                "name[",
                "(id",
                "id)",
                "'open",
                "nme.foo()",
                "id = ",
                "%missing",
                "@@",
                "a ~ b",
                "name.where()",
                "",
                "id id",
                "first() +"
            })
    void refusesPathsThatAreNone(String path) {
        assertThatThrownBy(() -> column(path)).isInstanceOf(ViewRefused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "7",
                "not json",
                "{\"resource\":\"Patient\"}",
                "{\"resource\":\"Patient\",\"select\":[]}",
                "{\"resource\":\"Patient\",\"select\":[{\"column\":[{\"name\":\"1a\",\"path\":\"id\"}]}]}",
                "{\"resource\":\"Patient\",\"select\":[{\"column\":[{\"name\":\"a\",\"path\":\"id\"},{\"name\":\"a\",\"path\":\"id\"}]}]}",
                "{\"resource\":\"Patient\",\"select\":[{\"forEach\":1}]}",
                "{\"resource\":\"Patient\",\"constant\":[{\"name\":\"c\"}],\"select\":[{\"column\":[]}]}"
            })
    void refusesViewsThatAreNone(String view) {
        assertThatThrownBy(() -> ViewDefinition.compile(view.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ViewRefused.class);
    }

    @Test
    void refusesPathsThatNestWithoutEnd() {
        assertThatThrownBy(() -> column("(".repeat(1000) + "id" + ")".repeat(1000)))
                .isInstanceOf(ViewRefused.class);
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "id|\"p1\"",
                "name.where(use = 'official').family|\"A\"",
                "name[1].family|\"D\"",
                "name.first().given.join('-')|\"B-C\"",
                "name.exists()|true",
                "photo.empty()|true",
                "deceased.ofType(boolean)|false",
                "deceased.ofType(boolean).not()|true",
                "multipleBirth.ofType(integer) + 1|3",
                "10 / 4|2.5",
                "2 * 3 - 1|5",
                "gender = 'male' and active|true",
                "photo.url = 'x'|null",
                "gender = 'female' or photo.url = 'x'|null",
                "birthDate.lowBoundary()|\"1961-04-01\"",
                "birthDate.highBoundary()|\"1961-04-30\"",
                "extension('http://x.example/e').value.ofType(decimal).lowBoundary()|1.495",
                "getResourceKey()|\"Patient/p1\"",
                "generalPractitioner.getReferenceKey(Practitioner)|\"Practitioner/d1\"",
                "generalPractitioner.getReferenceKey(Patient)|null",
                "-1|-1",
                "%rowIndex|0"
            })
    void evaluatesPaths(String path, String expected) {
        var value = column(path).rows(bytes(PATIENT)).getFirst().getFirst();

        assertThat(value == null ? "null" : value.toString()).isEqualTo(expected);
    }

    @Test
    void refusesSeveralValuesInOneCell() {
        ViewDefinition view = column("name.family");

        assertThatThrownBy(() -> view.rows(bytes(PATIENT))).hasMessageContaining("column c");
    }

    @Test
    void givesNoRowsForOtherTypes() {
        assertThat(column("id").rows(bytes("{\"resourceType\":\"Observation\",\"id\":\"o\"}")))
                .isEmpty();
    }

    @Test
    void crossesSelectsAndUnitesBranches() {
        ViewDefinition view = ViewDefinition.compile(bytes("""
                {"resource":"Patient","select":[
                  {"column":[{"name":"id","path":"id","type":"id"}]},
                  {"forEach":"name","column":[{"name":"family","path":"family"}]},
                  {"unionAll":[{"forEach":"contact.telecom","column":[{"name":"v","path":"value"}]},
                               {"column":[{"name":"v","path":"gender"}]}]},
                  {"forEachOrNull":"photo","column":[{"name":"photo","path":"url"}]}]}"""));

        List<String> rows = view.rows(bytes(PATIENT)).stream()
                .map(row -> view.json(row).toString())
                .toList();

        assertThat(view.columns())
                .extracting(ViewDefinition.Column::name)
                .containsExactly("id", "family", "v", "photo");
        assertThat(rows).hasSize(6).contains("{\"id\":\"p1\",\"family\":\"D\",\"v\":\"male\",\"photo\":null}");
    }

    private static ViewDefinition column(String path) {
        String escaped = path.replace("\\", "\\\\").replace("\"", "\\\"");
        return ViewDefinition.compile(
                bytes("{\"resource\":\"Patient\",\"select\":[{\"column\":[{\"name\":\"c\",\"path\":\"" + escaped
                        + "\"}]}]}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
