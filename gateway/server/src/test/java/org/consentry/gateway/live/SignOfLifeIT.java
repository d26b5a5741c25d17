package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.consentry.gateway.consent.Sweeps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row MR-09: the patient's silence ends what she granted, or lets those step in whom she named for it. */
class SignOfLifeIT {
    private OpenCases world;
    private String herself;
    private String reader;

    @BeforeEach
    void start() {
        world = OpenCases.start();
        herself = world.gateway.patient(VICTIM);
        reader = world.gateway.member("hospital-b");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private HttpResponse<String> touch(String token, String... parameters) {
        return operation(token, "$touch", parameters);
    }

    private HttpResponse<String> operation(String token, String name, String... parameters) {
        StringBuilder body = new StringBuilder("{'resourceType':'Parameters','parameter':[");
        for (int i = 0; i < parameters.length; i += 2) {
            body.append(i == 0 ? "" : ",")
                    .append("{'name':'")
                    .append(parameters[i])
                    .append("','valueString':'");
            body.append(parameters[i + 1]).append("'}");
        }
        return world.gateway.post(token, "/fhir/Patient/" + VICTIM + "/" + name, body + "]}");
    }

    private int reads() {
        return world.get(reader, "/fhir/Observation?patient=" + VICTIM).statusCode();
    }

    @Test
    void nobodyElseGivesASignOfLife() {
        LiveGateway.expect(touch(herself, "days", "10", "lapse", "true"), 200);

        for (String token : new String[] {
            reader,
            world.gateway.member("hospital-a"),
            world.gateway.patient(OpenCases.OTHER),
            world.gateway.app(VICTIM, "patient/*.rs"),
            world.gateway.service("operator", "system/*.cruds")
        }) {
            assertThat(touch(token).statusCode()).isEqualTo(403);
            assertThat(touch(token, "days", "0").statusCode()).isEqualTo(403);
        }
        world.forward(Duration.ofDays(10));
        assertThat(reads()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "4000", "1.5", "99999"})
    void refusesATimeThatIsNone(String days) {
        assertThat(touch(herself, "days", days).statusCode()).isIn(400, 422);
    }

    @Test
    void endsWhatWasGrantedWhenNoneComesInTime() {
        LiveGateway.expect(touch(herself, "days", "10", "lapse", "true"), 200);
        assertThat(world.status("Task/sign-of-life-" + VICTIM)).isEqualTo("requested");
        world.forward(Duration.ofDays(9));
        assertThat(reads()).isEqualTo(200);

        LiveGateway.expect(touch(herself), 200);
        world.forward(Duration.ofDays(9));
        assertThat(reads()).isEqualTo(200);
        String later = world.gateway.ceremonies.grant("hospital-l", VICTIM, world.provision("Observation"));

        world.forward(Duration.ofDays(1));
        assertThat(reads()).isEqualTo(403);
        assertThat(world.get(world.gateway.member("hospital-l"), "/fhir/Observation?patient=" + VICTIM)
                        .statusCode())
                .isEqualTo(403);

        Sweeps.expire(world.gateway.context());
        assertThat(world.status("Consent/" + later)).isEqualTo("inactive");
        LiveGateway.expect(touch(herself), 200);
        assertThat(reads()).as("what has ended stays ended").isEqualTo(403);
    }

    @Test
    void isForgottenAndEverythingEndsWhenItWasGrantedTo() {
        LiveGateway.expect(touch(herself, "days", "10", "lapse", "true"), 200);
        LiveGateway.expect(touch(herself, "days", "0"), 200);

        world.forward(Duration.ofDays(11));

        assertThat(reads()).isEqualTo(200);
        assertThat(world.status("Task/sign-of-life-" + VICTIM)).isEqualTo("cancelled");
        world.forward(Duration.ofDays(40));
        assertThat(reads()).isEqualTo(403);
    }

    @Test
    void letsACustodianStepInOnlyAsLongAsSheIsSilent() {
        world.store(
                world.gateway.member("hospital-a"),
                "RelatedPerson",
                "custodian",
                "'patient':{'reference':'Patient/" + VICTIM + "'}");
        LiveGateway.expect(touch(herself, "days", "10"), 200);
        LiveGateway.expect(operation(herself, "$proxy", "relatedPerson", "custodian", "onSilence", "true"), 200);
        String custodian = world.gateway.proxy("custodian");
        assertThat(world.get(custodian, "/fhir/Observation/open-7").statusCode())
                .isEqualTo(401);

        world.forward(Duration.ofDays(10));
        assertThat(world.get(custodian, "/fhir/Observation/open-7").statusCode())
                .isEqualTo(200);
        assertThat(touch(custodian).statusCode()).as("no sign of hers").isEqualTo(403);
        assertThat(reads()).as("nothing lapses").isEqualTo(200);

        LiveGateway.expect(touch(herself), 200);
        assertThat(world.get(custodian, "/fhir/Observation/open-7").statusCode())
                .isEqualTo(401);

        world.forward(Duration.ofDays(10));
        assertThat(world.get(custodian, "/fhir/Observation/open-7").statusCode())
                .isEqualTo(200);
        LiveGateway.expect(operation(herself, "$proxy", "relatedPerson", "custodian", "remove", "true"), 200);
        assertThat(world.get(custodian, "/fhir/Observation/open-7").statusCode())
                .isEqualTo(401);
    }
}
