package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Rule files that would keep what identifies are refused, naming the place. */
class RuleFileTests {
    @ParameterizedTest(name = "Patient.{0} as {1}")
    @CsvSource({
        "name,HumanName",
        "name,text",
        "name,code",
        "telecom,ContactPoint",
        "telecom,text",
        "photo,Attachment1",
        "birthDate,text",
        "birthDate,number",
        "identifier,text",
        "identifier,id",
        "address,text",
        "gender,text",
        "gender,boolean",
        "multipleBirthInteger,text",
        "managingOrganization,uri",
        "nickname,text",
        "contact,text",
        "text,text",
        "gender,keep",
        "gender,@Patient.contact"
    })
    void refusesAWordThatTheDatatypeDoesNotAdmit(String field, String word) {
        assertThatThrownBy(() -> compile("Patient", "\"%s\":\"%s\"".formatted(field, word)))
                .isInstanceOf(RuleRefused.class)
                .hasMessageContaining("Patient." + field);
    }

    @ParameterizedTest(name = "{0}.{1}")
    @CsvSource({
        "Device,serialNumber",
        "Device,lotNumber",
        "Coverage,subscriberId",
        "Location,name",
        "Organization,name",
        "Immunization,lotNumber",
        "Specimen,accessionIdentifier"
    })
    void refusesToKeepUniqueNumbersAndNamesAsTokens(String type, String field) {
        assertThatThrownBy(() -> compile(type, "\"%s\":\"token\"".formatted(field)))
                .isInstanceOf(RuleRefused.class);
    }

    @Test
    void refusesNamesInsideBackboneElements() {
        assertThatThrownBy(() -> compile("Patient", "\"contact\":{\"name\":\"HumanName\"}"))
                .hasMessageContaining("Patient.contact.name");
    }

    @Test
    void refusesMoreThanTheSchemaHas() {
        JsonNode file = Fixture.tree("{\"resourceType\":\"Patient\",\"keep\":{},\"keepAll\":true}");

        assertThatThrownBy(() -> RuleSet.of(List.of(file))).isInstanceOf(RuleRefused.class);
        assertThatThrownBy(() -> RuleSet.of(List.of(Fixture.tree("{\"resourceType\":\"Robot\",\"keep\":{}}"))))
                .isInstanceOf(RuleRefused.class);
        assertThatThrownBy(() -> RuleSet.of(List.of(Fixture.tree("{\"resourceType\":\"Patient\"}"))))
                .isInstanceOf(RuleRefused.class);
    }

    @Test
    void obeysARuleFileOfOnesOwn() {
        RuleSet rules =
                RuleSet.of(List.of(Fixture.tree("{\"resourceType\":\"Patient\",\"keep\":{\"gender\":\"code\"}}")));
        Deidentifier deidentifier = Deidentifier.of(Policy.SAFE_HARBOR, Fixture.KEY, Fixture.TODAY, rules);

        String kept = Fixture.kept(deidentifier.apply(Fixture.bytes(Fixture.PATIENT), Fixture.facts()));

        assertThat(kept).contains("\"gender\":\"male\"").doesNotContain("birthDate", "address");
    }

    @Test
    void listsInTheSchemaExactlyTheWordsThatTheLoaderKnows() {
        JsonNode words = RuleSet.file("rules/schema.json").at("/$defs/word/anyOf");
        Set<String> treatments = new TreeSet<>();
        words.get(0).path("enum").forEach(word -> treatments.add(word.asString()));
        Set<String> datatypes = new TreeSet<>();
        words.get(1).path("enum").forEach(word -> datatypes.add(word.asString()));

        assertThat(treatments).isEqualTo(new TreeSet<>(Treatments.all().keySet()));
        assertThat(datatypes)
                .isEqualTo(new TreeSet<>(
                        RuleSet.file("rules/datatypes.json").path("datatypes").propertyNames()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Patient.birthDate|date|90+",
                "Patient.name|HumanName|no rule names it",
                "Patient.contact.relationship|CodeableConcept|as the rules for CodeableConcept",
                "Patient.quentin||R4 has no such element",
                "Binary.data||no rules speak about this type",
                "Observation.valuePeriod.start|dateTime|by the policy",
                "QuestionnaireResponse.item.item.answer.valueString|string|goes, unless",
                "Patient.id||a pseudonym"
            })
    void explainsOneField(String path, String datatype, String effect) {
        Explanation explanation = Explanation.of(path);

        assertThat(explanation.effect()).contains(effect);
        assertThat(explanation.datatype()).isEqualTo(datatype == null ? "" : datatype);
    }

    private static void compile(String type, String fields) {
        RuleSet.of(List.of(Fixture.tree("{\"resourceType\":\"%s\",\"keep\":{%s}}".formatted(type, fields))));
    }
}
