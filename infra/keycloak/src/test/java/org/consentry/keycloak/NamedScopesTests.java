package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedScopesTests {
    private static final List<String> OPEN = List.of("offline_access", "system/*.rs", "system/Patient.rs");

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "launch fhirUser", "openid", "patient/Patient.rs"})
    void refusesWhoNamesNoScopeOfSystems(String asked) {
        assertThat(NamedScopes.areNamed(asked, OPEN)).isFalse();
    }

    @Test
    void refusesWhoSendsNoScopeAtAll() {
        assertThat(NamedScopes.areNamed(null, OPEN)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"system/*.rs", "openid system/Patient.rs"})
    void takesWhoNamesOne(String asked) {
        assertThat(NamedScopes.areNamed(asked, OPEN)).isTrue();
    }

    /** Such as the gateway's own client, which reads events by its role. */
    @Test
    void leavesClientsAloneThatMayAskForNone() {
        assertThat(NamedScopes.areNamed(null, List.of("offline_access"))).isTrue();
    }
}
