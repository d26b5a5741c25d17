package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.consentry.local.realm.PublicKeys;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EcJwkTests {

    @Test
    void thePublicSetHoldsNothingPrivate() {
        ObjectNode key = EcJwk.generate(EcJwk.Curve.P384);

        assertThat(EcJwk.publicSet(key))
                .doesNotContain("\"d\"")
                .contains(key.path("kid").asString());
        assertThat(key.has("d")).isTrue();
    }

    /** A coordinate that begins with zero bytes is rare and must keep its length; see RFC 7518 section 6.2.1.2. */
    @RepeatedTest(20)
    void coordinatesHaveTheLengthOfTheCurve() {
        ObjectNode key = EcJwk.generate(EcJwk.Curve.P256);

        for (String member : new String[] {"x", "y", "d"}) {
            assertThat(Base64.getUrlDecoder().decode(key.path(member).asString()))
                    .hasSize(32);
        }
    }

    @Test
    void aPrivateKeyIsNeverRegistered() {
        String keys = "{\"keys\":[" + EcJwk.generate(EcJwk.Curve.P384) + "]}";

        assertThatThrownBy(() -> new PublicKeys(keys, "ES384")).hasMessageContaining("private key");
    }
}
