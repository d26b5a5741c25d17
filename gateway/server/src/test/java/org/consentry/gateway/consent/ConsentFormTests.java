package org.consentry.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentFormTests {
    private static final String GOOD = """
            {"resourceType":"Consent","provision":{"period":{"end":"2026-03-01T00:00:00Z"},
             "class":[{"code":"Observation"},{"code":"Condition"}],"purpose":[{"code":"TREAT"}]}}""";

    @ParameterizedTest(name = "{0} instead of {1} is refused at {2}")
    @CsvSource({
        "Basic, Condition, Consent.provision.class",
        "MARKT, TREAT, Consent.provision.purpose",
        "soon, 2026-03-01T00:00:00Z, Consent.provision.period.end"
    })
    void refusesWhatTheVocabularyDoesNotHold(String bad, String good, String place) {
        assertThatThrownBy(() -> form(GOOD.replace(good, bad)))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.expression())
                        .isEqualTo(place));
    }

    @Test
    void refusesARequestForNothing() {
        assertThatThrownBy(() -> form("{\"resourceType\":\"Consent\"}")).isInstanceOf(Problem.class);
    }

    @Test
    void isNeverWidenedByNarrowing() {
        ConsentForm asked = form(GOOD);

        Instant later = Instant.parse("2026-03-01T00:00:01Z");
        assertThatThrownBy(() -> left(Set.of("Observation", "Procedure"), Optional.empty(), Set.of())
                        .of(asked))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> left(Set.of("Observation"), Optional.of(later), Set.of())
                        .of(asked))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> left(Set.of(), Optional.empty(), Set.of("Practitioner/another"))
                        .of(asked))
                .isInstanceOf(Problem.class);
    }

    @Test
    void keepsWhatThePatientLeaves() {
        Instant end = Instant.parse("2026-02-01T00:00:00Z");

        ConsentForm narrowed =
                left(Set.of("Condition"), Optional.of(end), Set.of()).of(form(GOOD));

        assertThat(narrowed.types()).containsExactly("Condition");
        assertThat(narrowed.end()).isEqualTo(end);
        assertThat(narrowed.actions()).containsExactly(GrantedAction.ACCESS);
    }

    @Test
    void putsEveryWordOnTheScreen() {
        Instant start = Instant.parse("2026-01-30T00:00:00Z");
        ConsentForm asked = form(GOOD);

        assertThat(Vocabulary.scopes(asked, start))
                .containsExactlyInAnyOrder(
                        "purpose/TREAT", "patient/Observation.rs", "patient/Condition.rs", "period/P30D");
    }

    private static Narrowing left(Set<String> types, Optional<Instant> end, Set<String> actors) {
        return new Narrowing(
                types, end, Narrowing.Withheld.NOTHING, Optional.empty(), Optional.empty(), Optional.empty(), actors);
    }

    private static ConsentForm form(String json) {
        return ConsentForm.read(ConsentJson.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
}
