package org.consentry.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
                "system/Observation.rs?category",
                "system/Observation.rs?category=",
                "system/Observation.rs?category=a|b|c",
                "system/Observation.rs?category:not=a",
                "system/Observation.rs?subject.name=a",
                "system/Observation.rs?category=a&",
                "system/Observation.rs?category=%zz",
                "system/Observation.rs?category=a?b=c",
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
        assertThat(scopes.touches(Interaction.READ, "Observation")).isTrue();
        assertThat(scopes.granted().getFirst().filter()).hasValueSatisfying(filter -> assertThat(filter.criteria())
                .containsExactly(new ScopeFilter.Criterion("category", List.of(Coded.parse("laboratory")))));
    }

    @Test
    void readsSystemsAlternativesAndSeveralCriteria() {
        Scopes scopes = Scopes.parse("patient/Observation.rs?category=http://c%7Ca,http://c|b&status=final");

        assertThat(scopes.granted().getFirst().filter()).hasValueSatisfying(filter -> assertThat(filter.criteria())
                .containsExactly(
                        new ScopeFilter.Criterion(
                                "category", List.of(Coded.parse("http://c|a"), Coded.parse("http://c|b"))),
                        new ScopeFilter.Criterion("status", List.of(Coded.parse("final")))));
    }

    @Test
    void givesNothingByAScopeForAnotherKindOfCaller() {
        Scopes scopes = Scopes.parse("patient/Observation.rs user/Condition.rs system/*.cruds");

        assertThat(scopes.within(java.util.Set.of("user")).granted())
                .extracting(Scopes.Scope::type)
                .containsExactly("Condition");
    }
}
