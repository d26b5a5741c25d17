package org.consentry.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.consentry.gateway.identity.Scopes.Interaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "system/Observation.sr",
                "system/Observation.rr",
                "system/Observation.",
                "system/Observation.rsx",
                "System/Observation.rs",
                "system/observation.rs",
                "system/*.rs?",
                "system/Observation",
                "Observation.rs",
                ""
            })
    void grantsNothingForAScopeThatDoesNotParse(String scope) {
        assertThat(Scopes.parse(scope).granted()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} of {2} -> {3}")
    @CsvSource({
        "system/Observation.rs, READ, Observation, true",
        "system/Observation.rs, READ, Condition, false",
        "system/Observation.r, SEARCH, Observation, false",
        "system/Observation.s, READ, Observation, false",
        "system/*.cruds, DELETE, Condition, true",
        "system/*.rs, CREATE, Condition, false",
        "user/Patient.read, SEARCH, Patient, true",
        "user/Patient.write, READ, Patient, false",
        "patient/Observation.rs, READ, *, false",
        "system/*.rs, READ, *, true"
    })
    void coversExactlyWhatItsLettersSay(String scope, Interaction interaction, String type, boolean covered) {
        assertThat(Scopes.parse("openid " + scope).covers(interaction, type)).isEqualTo(covered);
    }

    @Test
    void doesNotCoverByAFilteredScopeWhatTheFilterLeavesOut() {
        Scopes scopes = Scopes.parse("patient/Observation.rs?category=laboratory");

        assertThat(scopes.covers(Interaction.READ, "Observation")).isFalse();
        assertThat(scopes.filters(Interaction.READ, "Observation"))
                .hasValueSatisfying(filters -> assertThat(filters).containsExactly("category=laboratory"));
    }
}
