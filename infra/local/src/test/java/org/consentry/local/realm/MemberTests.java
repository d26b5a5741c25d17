package org.consentry.local.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTests {

    /** These names would stand on the page where a patient decides. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " Hospital",
                "<b>Hospital</b>",
                "${realm.name}",
                "Hospital\u202elatipsoH",
                "Hospital\nYour own doctor",
                "\u200bHospital"
            })
    void refusesANameThatCouldPretendOnTheConsentScreen(String name) {
        assertThatThrownBy(() -> new Member("hospital-a", name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hospital", "a b", "-a", "a/b", "a_b"})
    void refusesAnIdThatWouldNotFitAClientsName(String id) {
        assertThatThrownBy(() -> new Member(id, "Hospital")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasOneClientForItsSystemAndOneForItsPatients() {
        Member member = new Member("st-mary", "St. Mary's Hospital (Zürich)");

        assertThat(member.backendClient()).isEqualTo("ehr-st-mary");
        assertThat(member.ceremonyClient()).isEqualTo("consent-st-mary");
    }
}
