package org.consentry.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a patient and an auditor read of an access. */
class AuditJsonTests {
    private static final Scopes SCOPES = Scopes.parse("system/*.rs");
    private static final OrganizationId HOSPITAL = new OrganizationId("hospital-b");
    private static final Caller MEMBER = new Caller.Member(HOSPITAL, "ehr-b", SCOPES);

    @Test
    void namesTheOrganizationAsPeopleDo() {
        JsonNode event = event("read", Optional.of("c1"), List.of("Observation/o1"));

        assertThat(event.at("/agent/0/who/display").asString()).isEqualTo("Lakeside");
        assertThat(event.at("/agent/0/who/reference").asString()).isEqualTo("Organization/hospital-b");
    }

    @Test
    void tellsAStepOfAConsentFromAnAccess() {
        JsonNode event = event("consent-request", Optional.empty(), List.of("Consent/c1"));

        assertThat(event.at("/subtype/0/code").asString()).isEqualTo("consent-request");
        assertThat(event.at("/subtype/0/system").asString()).doesNotContain("restful-interaction");
        assertThat(event.path("action").asString()).isEqualTo("E");
    }

    @Test
    void namesTheFirstThingsTouchedAndCountsAll() {
        List<String> touched = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> "Observation/o" + i)
                .toList();

        JsonNode event = event("search", Optional.empty(), touched);

        assertThat(event.path("entity").size()).isEqualTo(1 + AuditFact.MOST_TOUCHED);
        assertThat(event.at("/entity/0/detail/0/valueString").asString()).isEqualTo("40");
    }

    @Test
    void tellsHowOftenWhatIsToldAsOneHappened() {
        AuditFact fact = fact("deliver", Optional.of("c1"), List.of("DocumentReference/d"));

        assertThat(json(fact.times(98)).at("/entity/0/detail"))
                .anyMatch(detail -> detail.path("type").asString().equals("times")
                        && detail.path("valueString").asString().equals("98"));
        assertThat(json(fact).toString()).doesNotContain("times");
    }

    private static JsonNode event(String interaction, Optional<String> basis, List<String> touched) {
        return json(fact(interaction, basis, touched));
    }

    private static AuditFact fact(String interaction, Optional<String> basis, List<String> touched) {
        return new AuditFact(
                MEMBER, interaction, AuditFact.Outcome.DONE, Optional.of("p1"), basis, Set.of("TREAT"), touched);
    }

    private static JsonNode json(AuditFact fact) {
        byte[] json = AuditJson.of(fact, Instant.parse("2026-03-01T10:00:00Z"), organization -> "Lakeside");
        return JsonMapper.shared().readTree(json);
    }
}
