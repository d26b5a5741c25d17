package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedAudienceTests {
    private static final String OURS = "https://gateway.test/fhir";
    private static final Set<String> OWN = Set.of(OURS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.test/fhir",
                "https://gateway.test",
                "https://gateway.test/fhir/Patient",
                "HTTPS://GATEWAY.TEST/FHIR",
                ""
            })
    void refusesAnotherServer(String named) {
        assertThat(NamedAudience.isAccepted(List.of(named), "openid", false, OWN))
                .isFalse();
        assertThat(NamedAudience.isAccepted(List.of(OURS, named), "openid", false, OWN))
                .isFalse();
    }

    @Test
    void refusesALaunchThatNamesNone() {
        assertThat(NamedAudience.isAccepted(List.of(), "openid launch", false, OWN))
                .isFalse();
        assertThat(NamedAudience.isAccepted(List.of(), "launch/patient patient/*.rs", false, OWN))
                .isFalse();
    }

    @Test
    void acceptsTheAudienceOfTheTokens() {
        assertThat(NamedAudience.isAccepted(List.of(OURS), "launch", false, OWN))
                .isTrue();
        assertThat(NamedAudience.isAccepted(List.of(OURS + "/"), "launch", false, OWN))
                .isTrue();
    }

    @Test
    void asksNothingOfWhoLaunchesNothing() {
        assertThat(NamedAudience.isAccepted(List.of(), "openid", false, OWN)).isTrue();
        assertThat(NamedAudience.isAccepted(List.of(), null, false, OWN)).isTrue();
        assertThat(NamedAudience.isAccepted(List.of(), "launch", true, OWN)).isTrue();
    }
}
