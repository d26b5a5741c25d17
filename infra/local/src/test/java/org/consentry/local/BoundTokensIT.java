package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Whoever shows Keycloak a proof by a key of its own gets a token that is bound to that key. It says so in two ways, by both
 * of which the gateway knows that it is no bearer token (OddTokensIT of the gateway).
 */
class BoundTokensIT {
    private static final String CLIENT = "ehr-hospital-c";

    private final RunningRealm running = RunningRealm.shared();
    private final JsonNode bound = EcJwk.generate(EcJwk.Curve.P384);

    @Test
    void whoShowsAKeyGetsATokenThatNamesIt() throws Exception {
        JsonNode tokens = running.realm.boundToken(
                CLIENT, running.hospitalKey, bound, UUID.randomUUID().toString());

        assertThat(tokens.path("token_type").asString()).isEqualTo("DPoP");
        JsonNode claims = Realm.claims(tokens);
        assertThat(claims.path("typ").asString()).isEqualTo("DPoP");
        assertThat(claims.path("cnf").path("jkt").asString())
                .isEqualTo(bound.path("kid").asString());
    }

    @Test
    void aProofIsGoodOnce() throws Exception {
        String jti = UUID.randomUUID().toString();

        assertThat(running.realm
                        .boundToken(CLIENT, running.hospitalKey, bound, jti)
                        .has("access_token"))
                .isTrue();
        assertThat(running.realm
                        .boundToken(CLIENT, running.hospitalKey, bound, jti)
                        .has("access_token"))
                .isFalse();
    }
}
