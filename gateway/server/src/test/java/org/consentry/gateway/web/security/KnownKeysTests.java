package org.consentry.gateway.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownKeysTests {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final List<JWK> issued = new ArrayList<>(List.of(key("old")));
    private List<JWK> fetched = List.copyOf(issued);
    private int fetches;
    private long now;
    private final KnownKeys keys = new KnownKeys(source(), PAUSE, () -> now);

    private static JWK key(String id) {
        return new OctetSequenceKey.Builder(new byte[32]).keyID(id).build();
    }

    /** Fetches when it does not have what it is asked for. */
    private JWKSource<SecurityContext> source() {
        return (selector, context) -> {
            List<JWK> known = selector.select(new JWKSet(fetched));
            if (known.isEmpty()) {
                fetches++;
                fetched = List.copyOf(issued);
            }
            return selector.select(new JWKSet(fetched));
        };
    }

    private List<JWK> ask(String id) throws KeySourceException {
        SecurityContext none = new SecurityContext() {};
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), none);
    }

    @Test
    void asksNobodyForAKeyThatIsKnown() throws KeySourceException {
        assertThat(ask("old")).hasSize(1);

        assertThat(fetches).isZero();
    }

    @Test
    void asksOnceForAStormOfInventedKeys() throws KeySourceException {
        assertThat(ask("invented-0")).isEmpty();
        for (int i = 1; i < 1000; i++) {
            String id = "invented-" + i;
            assertThatThrownBy(() -> ask(id)).isInstanceOf(KeySourceException.class);
        }
        assertThat(ask("old")).hasSize(1);

        assertThat(fetches).isEqualTo(1);
    }

    /** A new key of the issuer's is found beside a storm as without one, and then by everybody. */
    @Test
    void findsANewKeyWhenThePauseIsOver() throws KeySourceException {
        assertThat(ask("invented")).isEmpty();
        issued.add(key("new"));
        now += PAUSE.toNanos() - 1;
        assertThatThrownBy(() -> ask("new")).isInstanceOf(KeySourceException.class);

        now += 1;
        assertThat(ask("another-invented")).isEmpty();

        assertThat(ask("new")).hasSize(1);
        assertThat(fetches).isEqualTo(2);
    }
}
