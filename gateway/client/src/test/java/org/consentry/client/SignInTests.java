package org.consentry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignInTests {
    private final FakeGateway gateway = new FakeGateway();
    private final MovableClock clock = new MovableClock();

    @AfterEach
    void close() {
        gateway.close();
    }

    /** Time that only a test moves. */
    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-11-20T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private SignIn signIn(Connection connection) {
        return new SignIn(connection, HttpClient.newHttpClient(), clock);
    }

    @Test
    void tellsARefusalWithoutWhatWasSent() throws Exception {
        Connection other = new Connection(
                gateway.uri(""),
                gateway.uri("/token"),
                "ehr-hospital-b",
                "hospital-b",
                JWSAlgorithm.ES384,
                new ECKeyGenerator(Curve.P_384).generate(),
                "");

        assertThatThrownBy(() -> signIn(other).token())
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(401))
                .hasMessage("signing in: status 401");
    }

    @Test
    void refusesAKeyThatDoesNotFitTheAlgorithm() throws Exception {
        Connection wrong = new Connection(
                gateway.uri(""),
                gateway.uri("/token"),
                "c",
                "o",
                JWSAlgorithm.RS384,
                new ECKeyGenerator(Curve.P_384).generate(),
                "");

        assertThatThrownBy(() -> signIn(wrong).token()).isInstanceOf(Connection.BadConnection.class);
    }

    @Test
    void signsAShortAssertionForTheTokenEndpoint() throws Exception {
        signIn(gateway.connection()).token();

        SignedJWT jwt = SignedJWT.parse(gateway.assertions.remove());
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES384);
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("k1");
        assertThat(claims.getIssuer()).isEqualTo("ehr-hospital-b").isEqualTo(claims.getSubject());
        assertThat(claims.getAudience()).containsExactly(gateway.uri("/token").toString());
        assertThat(claims.getExpirationTime())
                .isBefore(Date.from(clock.instant().plus(Duration.ofMinutes(5))));
    }

    @Test
    void usesATokenUntilShortlyBeforeItExpiresAndNeverAnAssertionTwice() throws Exception {
        SignIn signIn = signIn(gateway.connection());
        signIn.token();
        signIn.token();
        assertThat(gateway.assertions).hasSize(1);

        clock.now = clock.now.plusSeconds(290);
        signIn.token();

        assertThat(gateway.assertions).hasSize(2).doesNotHaveDuplicates();
    }
}
