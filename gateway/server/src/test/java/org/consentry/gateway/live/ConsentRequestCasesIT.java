package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.refused;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a member may put before a patient, and how often. */
class ConsentRequestCasesIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** What a requester writes is shown to a patient: it is text, and reads in the order in which it is written. */
    @TestFactory
    Stream<DynamicTest> whatIsShownCannotBeDisguised() {
        return Arrays.stream(new String[] {"\\u202e", "\\u2066", "\\u0007", "\\u200f", "\\u0000"})
                .map(hidden -> refused(
                        "a reason with " + hidden,
                        () -> world.send(
                                world.gateway.member("hospital-t"),
                                "POST",
                                "/fhir/Consent",
                                "{'resourceType':'Consent','status':'proposed','patient':{'reference':'Patient/"
                                        + VICTIM
                                        + "'},'extension':[{'url':'https://consentry.org/fhir/StructureDefinition/reason','valueString':'dna"
                                        + hidden + "gnitset'}],'provision':" + world.provision("Observation") + "}"),
                        400,
                        422));
    }

    /** One member cannot bury a patient under requests, and hears the same when there is no such patient. */
    @TestFactory
    Stream<DynamicTest> requestsAreBounded() {
        return Stream.of(VICTIM, OpenCases.UNKNOWN)
                .map(patient -> DynamicTest.dynamicTest(patient, () -> {
                    String spammer = world.gateway.member("hospital-spam");
                    int last = 0;
                    int sent = 0;
                    while (last != 429 && sent < 60) {
                        last = world.send(
                                        spammer,
                                        "POST",
                                        "/fhir/Consent",
                                        "{'resourceType':'Consent','status':'proposed','patient':{'reference':'Patient/"
                                                + patient + "'},'provision':" + world.provision("Observation") + "}")
                                .statusCode();
                        sent++;
                    }
                    assertThat(last).isEqualTo(429);
                    assertThat(sent).isBetween(2, 51);
                }));
    }

    /** What would change the meaning of a request, and what can never be so, is refused and not left out. */
    @Test
    void aRequestThatIsNotUnderstoodIsRefused() {
        String plain = world.provision("'class':[{'code':'Observation'}]", "");
        for (String provision : List.of(
                plain.replace("'purpose'", "'modifierExtension':[{'url':'urn:x','valueBoolean':true}],'purpose'"),
                plain.replace("'period':{", "'period':{'start':'2090-01-01T00:00:00Z',"),
                plain.replace("'purpose'", "'dataPeriod':{'start':'2025-01-01','end':'2020-01-01'},'purpose'"),
                plain.replace(
                        "'purpose'",
                        "'actor':[{'modifierExtension':[{'url':'urn:x','valueBoolean':true}],'role':{'coding':[{'code':"
                                + "'IRCP'}]},'reference':{'reference':'Organization/hospital-b'}}],'purpose'"))) {
            assertThat(asked("", provision)).isEqualTo(422);
        }
        assertThat(asked("'modifierExtension':[{'url':'urn:x','valueBoolean':true}],", plain))
                .isEqualTo(422);
        assertThat(asked("'implicitRules':'urn:rules',", plain)).isEqualTo(422);
        assertThat(asked("", plain)).isEqualTo(201);
    }

    private static int asked(String more, String provision) {
        return world.gateway
                .post(
                        world.gateway.member("hospital-b"),
                        "/fhir/Consent",
                        "{'resourceType':'Consent','status':'proposed'," + more + "'patient':{'reference':'Patient/"
                                + VICTIM + "'},'provision':" + provision + "}")
                .statusCode();
    }
}
