package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.junit.jupiter.api.Test;

class PageTokensTests {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Caller A = FhirServer.member("hospital-a");
    private static final Caller B = FhirServer.member("hospital-b");
    private static final List<String> PARTS = List.of("search", "Observation", "patient=1&code=x");

    private static PageTokens at(Instant now) {
        return new PageTokens(Secrets.of(new byte[32]), Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void opensForNobodyElse() {
        String token = at(NOW).seal(A, PARTS);

        assertThatThrownBy(() -> at(NOW).open(B, token)).isInstanceOf(Problem.class);
    }

    @Test
    void opensNothingThatWasChanged() {
        String token = at(NOW).seal(A, PARTS);
        char other = token.charAt(20) == 'A' ? 'B' : 'A';

        assertThatThrownBy(() -> at(NOW).open(A, token.substring(0, 20) + other + token.substring(21)))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> at(NOW).open(A, "")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> at(NOW).open(A, "!")).isInstanceOf(Problem.class);
    }

    @Test
    void endsAfterAnHour() {
        String token = at(NOW).seal(A, PARTS);

        assertThat(at(NOW.plus(Duration.ofHours(1))).open(A, token)).isEqualTo(PARTS);
        assertThatThrownBy(() -> at(NOW.plus(Duration.ofHours(1)).plusMillis(1)).open(A, token))
                .satisfies(e -> assertThat(((Problem) e).kind()).isEqualTo(ProblemKind.GONE));
    }

    @Test
    void showsNothingOfTheQuery() {
        assertThat(at(NOW).seal(A, PARTS)).doesNotContain("patient").isNotEqualTo(at(NOW).seal(A, PARTS));
    }
}
