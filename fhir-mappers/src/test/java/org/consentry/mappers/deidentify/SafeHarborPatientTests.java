package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Safe Harbor on the Patient itself: 45 CFR 164.514(b)(2)(i), letters (A) to (R). */
class SafeHarborPatientTests {
    private final String kept = Fixture.safeHarbor(Fixture.PATIENT);
    private final JsonNode tree = Fixture.tree(kept);

    @ParameterizedTest(name = "does not keep {0}")
    @ValueSource(
            strings = {
                "Featherstonehaugh",
                "Quentin",
                "Zebedee",
                "Philippa",
                "Wilhelmina",
                "Oglethorpe",
                "Blackwood",
                "Marmalade",
                "Tewksbury",
                "Middlesex",
                "Treacle",
                "Billerica",
                "01876",
                "42.61",
                "71.23",
                "04-23",
                "1961-",
                "14:35",
                "2024",
                "07:08",
                "555-0123",
                "555-0199",
                "quentin@",
                "987-65-4320",
                "9981273",
                "pat-77",
                "doc-5",
                "org-9",
                "hospital.example",
                "ehr.example",
                "versionId",
                "iVBOR",
                "c2VjcmV0",
                "multipleBirthInteger",
                "married to"
            })
    void dropsEveryDirectIdentifier(String identifier) {
        assertThat(kept).doesNotContain(identifier);
    }

    @Test
    void keepsWhatAnalysisNeeds() {
        assertThat(tree.path("gender").asString()).isEqualTo("male");
        assertThat(tree.path("birthDate").asString()).isEqualTo("1961");
        assertThat(tree.at("/address/0/state").asString()).isEqualTo("MA");
        assertThat(tree.at("/address/0/postalCode").asString()).isEqualTo("018");
        assertThat(tree.at("/maritalStatus/coding/0/display").asString()).isEqualTo("Married");
        assertThat(tree.at("/extension/0/extension/0/valueCoding/code").asString())
                .isEqualTo("2106-3");
    }

    @Test
    void namesThePolicyInTheSecurityLabels() {
        assertThat(tree.at("/meta/security/0/system").asString()).isEqualTo(Policy.SYSTEM);
        assertThat(tree.at("/meta/security/0/code").asString()).isEqualTo("safe-harbor");
    }

    @Test
    void givesTheSameBytesAgain() {
        assertThat(Fixture.safeHarbor(Fixture.PATIENT)).isEqualTo(kept);
    }
}
