package org.consentry.gateway.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

class TokenReaderTests {
    @Test
    void knowsNobodyByACeremonyToken() {
        assertThat(TokenReader.read(token(Map.of("azp", "consent-hospital-b", "fhirUser", "Patient/1"))))
                .isEmpty();
    }

    @Test
    void knowsNoPersonByAnUnverifiedAddress() {
        assertThat(TokenReader.read(patient(Map.of("email_verified", false)))).isEmpty();
    }

    @Test
    void knowsNobodyWithoutARole() {
        assertThat(TokenReader.read(token(Map.of("azp", "portal", "fhirUser", "Patient/1"))))
                .isEmpty();
    }

    @Test
    void knowsNoMemberWithoutAnOrganization() {
        assertThat(TokenReader.read(token(Map.of("azp", "ehr-hospital-a")))).isEmpty();
    }

    @Test
    void readsAMemberByItsBackendClient() {
        Optional<Caller> caller = TokenReader.read(
                token(Map.of("azp", "ehr-hospital-a", "organization", "hospital-a", "scope", "system/*.cruds")));

        assertThat(caller).hasValueSatisfying(who -> assertThat(who)
                .isInstanceOfSatisfying(Caller.Member.class, member -> assertThat(member.organization())
                        .isEqualTo(new OrganizationId("hospital-a"))));
    }

    @Test
    void readsAPatientByRoleAndFhirUser() {
        assertThat(TokenReader.read(patient(Map.of("email_verified", true)))).hasValueSatisfying(who -> assertThat(who)
                .isInstanceOfSatisfying(Caller.PatientUser.class, patient -> assertThat(patient.patientId())
                        .isEqualTo("1")));
    }

    private static Jwt patient(Map<String, Object> more) {
        Map<String, Object> claims = new java.util.HashMap<>(more);
        claims.put("azp", "portal");
        claims.put("sub", "subject");
        claims.put("fhirUser", "Patient/1");
        claims.put("realm_access", Map.of("roles", List.of("patient")));
        return token(claims);
    }

    private static Jwt token(Map<String, Object> claims) {
        return Jwt.withTokenValue("value")
                .header("alg", "RS256")
                .claims(all -> all.putAll(claims))
                .build();
    }
}
