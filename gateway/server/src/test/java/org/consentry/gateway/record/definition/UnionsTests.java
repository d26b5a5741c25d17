package org.consentry.gateway.record.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.record.StoreFixture.ALL;
import static org.consentry.gateway.record.StoreFixture.HOSPITAL_A;
import static org.consentry.gateway.record.StoreFixture.by;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Parameters that are others together have no rows, and find what the others find. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnionsTests {
    private StoreFixture store;

    @BeforeAll
    void storesOneWithAValueAndOneWithComponents() {
        store = new StoreFixture();
        put("value", """
                "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
                "valueQuantity": {"value": 61, "unit": "beats", "system": "http://unitsofmeasure.org", "code": "/min"}""");
        put("parts", """
                "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
                "component": [
                  {"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}, "valueQuantity": {"value": 120}},
                  {"code": {"coding": [{"system": "http://loinc.org", "code": "8462-4"}]}, "valueQuantity": {"value": 80}}]""");
        put("neither", """
                "code": {"coding": [{"system": "http://loinc.org", "code": "34565-2"}]}""");
    }

    @AfterAll
    void closes() {
        store.close();
    }

    private void put(String id, String content) {
        String json =
                "{\"resourceType\": \"Observation\", \"id\": \"%s\", \"status\": \"final\", %s}".formatted(id, content);
        store.records.write(
                List.of(new Write.Put(
                        new ResourceId("Observation", id),
                        json.getBytes(StandardCharsets.UTF_8),
                        OptionalLong.empty())),
                by(HOSPITAL_A));
    }

    @ParameterizedTest
    @CsvSource({
        "combo-code=8867-4, value",
        "combo-code=8480-6, parts",
        "combo-code:not=8480-6, neither value",
        "combo-value-quantity=gt100, parts",
        "combo-value-quantity=61||beats, value",
        "combo-value-quantity:missing=true, neither",
        "combo-value-quantity:missing=false, parts value",
        "combo-code-value-quantity=8867-4$61, value",
        "combo-code-value-quantity=http://loinc.org|8480-6$gt100, parts",
        "combo-code-value-quantity=8480-6$80, ''",
        "combo-code-value-quantity=8867-4$gt70, ''",
        "combo-value-quantity:missing=false&_sort=combo-value-quantity, value parts",
        "combo-value-quantity:missing=false&_sort=-combo-value-quantity, parts value"
    })
    void findsWhatItsPartsFind(String query, String expected) {
        List<String> found = store
                .searches
                .search(new Searches.Search(Optional.of("Observation"), query, false, Optional.empty()), ALL)
                .matches()
                .stream()
                .map(match -> match.id().id())
                .toList();

        if (query.contains("_sort")) {
            assertThat(String.join(" ", found)).isEqualTo(expected);
        } else {
            assertThat(found.stream().sorted().toList())
                    .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
        }
    }

    @Test
    void holdNoRows() {
        Integer rows = new JdbcTemplate(store.database.dataSource())
                .queryForObject(
                        "SELECT count(*) FROM quantity WHERE parameter = ?",
                        Integer.class,
                        SearchParameter.key("Observation", "combo-value-quantity"));

        assertThat(rows).isZero();
    }

    @Test
    void areTheSixThatR4Has() {
        List<String> unions = Definitions.r4().types().stream()
                .flatMap(type -> Definitions.r4().parameters(type).values().stream())
                .filter(SearchParameter::isUnion)
                .map(parameter -> parameter.type() + "." + parameter.code() + parameter.parts())
                .toList();

        assertThat(unions)
                .containsExactly(
                        "Observation.combo-code[code, component-code]",
                        "Observation.combo-code-value-concept[code-value-concept, component-code-value-concept]",
                        "Observation.combo-code-value-quantity[code-value-quantity, component-code-value-quantity]",
                        "Observation.combo-data-absent-reason[component-data-absent-reason, data-absent-reason]",
                        "Observation.combo-value-concept[component-value-concept, value-concept]",
                        "Observation.combo-value-quantity[component-value-quantity, value-quantity]");
    }
}
