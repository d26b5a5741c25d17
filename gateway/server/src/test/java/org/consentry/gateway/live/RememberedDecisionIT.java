package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.resource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Supposed;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.record.Searches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A node that remembers how a reader stands to a patient shows nothing more, and nothing less, than one that never heard of
 * them: whatever changes on another node, the first request after it is answered by the truth.
 */
class RememberedDecisionIT {
    private static final String QUERY = "/fhir/Observation?patient=" + VICTIM;
    private static OpenCases world;
    private static LiveGateway remembering;
    private static int number;
    private String hospital;
    private String reader;

    @BeforeAll
    static void startWorld() {
        world = OpenCases.start();
        remembering = world.gateway.another();
        world.gateway.ceremonies.grant("hospital-h", OTHER, world.provision("Observation"));
    }

    @AfterAll
    static void stopWorld() {
        remembering.close();
        world.close();
    }

    @BeforeEach
    void someone() {
        hospital = "remembers-" + ++number;
        reader = world.gateway.member(hospital);
        heard();
    }

    /** Waits until the node has read the provider's event log, which it does not know of any more when time has leapt. */
    private static void heard() {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        String path = "/fhir/Observation?patient=" + OTHER;
        while (remembering.get(world.gateway.member("hospital-h"), path).statusCode() == 503) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static void forward(Duration time) {
        world.forward(time);
        heard();
    }

    private int reads(String as) {
        return remembering.get(as, QUERY).statusCode();
    }

    private List<String> found(String as) {
        return remembering.ids(as, "Observation?patient=" + VICTIM);
    }

    /** Asked twice: the second answer rests on what was remembered. */
    private void remembered(String as) {
        assertThat(found(as)).containsExactly("open-7");
        assertThat(found(as)).containsExactly("open-7");
    }

    @Test
    void seesWhatWasGrantedSince() {
        String own = "own-" + hospital;
        assertThat(found(reader)).isEmpty();
        world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));

        assertThat(found(reader)).containsExactly("open-7");

        world.store(world.gateway.member("hospital-a"), "Observation", own, OpenCases.observation(VICTIM));
        assertThat(found(reader)).containsExactlyInAnyOrder("open-7", own);
        LiveGateway.expect(world.gateway.delete(world.gateway.member("hospital-a"), "/fhir/Observation/" + own), 204);
    }

    @Test
    void isRefusedAfterTheRevocation() {
        String consent = world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        remembered(reader);

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);

        assertThat(reads(reader)).isEqualTo(403);
    }

    /** The moment that no request can aim at: decided on one node, revoked on another, then searched. */
    @Test
    void findsNothingWhenItWasRevokedBetweenDecisionAndSearch() {
        String consent = world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        Caller member = new Caller.Member(new OrganizationId(hospital), "ehr-" + hospital, Scopes.parse("system/*.rs"));
        ReadIntent intent = new ReadIntent(
                ReadIntent.Kind.SEARCH, Optional.of("Observation"), Optional.empty(), Optional.of(VICTIM));
        AccessGate gate = remembering.bean(AccessGate.class);
        Searches searches = remembering.bean(Searches.class);
        Searches.Search search =
                new Searches.Search(Optional.of("Observation"), "patient=" + VICTIM, false, Optional.empty());
        assertThat(gate.visibility(member, intent)).isNotNull();
        Supposed supposed = gate.supposed(member, intent).orElseThrow();
        assertThat(searches.search(search, supposed).orElseThrow().matches()).hasSize(1);

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);

        assertThat(searches.search(search, supposed)).isEmpty();
        assertThat(searches.search(
                        new Searches.Search(
                                Optional.of("Observation"),
                                "patient=" + VICTIM + "&_sort=-_lastUpdated&_include=*",
                                false,
                                Optional.empty()),
                        supposed))
                .isEmpty();
        assertThat(searches.search(
                        new Searches.Search(
                                Optional.of("Observation"),
                                "patient=" + VICTIM + "&_summary=count",
                                false,
                                Optional.empty()),
                        supposed))
                .isEmpty();
    }

    @Test
    void seesNoMoreThanWhatTookThePlaceOfTheGrant() {
        world.gateway.ceremonies.grant(
                hospital, VICTIM, world.provision("'class':[{'code':'Observation'},{'code':'Condition'}]", ""));
        String wide = remembering
                .ids(reader, "Consent?patient=" + VICTIM + "&status=active")
                .getFirst();
        assertThat(remembering.ids(reader, "Condition?patient=" + VICTIM)).containsExactly("closed-7");
        assertThat(remembering.ids(reader, "Condition?patient=" + VICTIM)).containsExactly("closed-7");

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, wide), 200);
        world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));

        assertThat(remembering.ids(reader, "Condition?patient=" + VICTIM)).isEmpty();
        assertThat(found(reader)).containsExactly("open-7");
    }

    @Test
    void endsWithItsTime() {
        world.gateway.clock.forward(Duration.ofSeconds(1));
        String end = world.gateway
                .clock
                .instant()
                .plus(Duration.ofMinutes(10))
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString();
        world.gateway.ceremonies.grant(
                hospital,
                VICTIM,
                "{'period':{'end':'" + end + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");
        remembered(reader);

        // The clock goes on while it waits; to the very instant is tested where it stands still (JdbcGrantsIT).
        forward(Duration.ofMinutes(9));
        assertThat(reads(reader)).isEqualTo(200);
        forward(Duration.between(world.gateway.clock.instant(), java.time.Instant.parse(end)));

        assertThat(reads(reader)).isEqualTo(403);
    }

    @Test
    void goesWithTheMembershipOfAGroup() {
        String group = "er-" + hospital;
        LiveGateway.expect(world.gateway.put(reader, "/fhir/Group/" + group, group(group, "doc-" + hospital)), 201);
        world.gateway.ceremonies.grant(
                hospital,
                VICTIM,
                world.provision(
                        "'class':[{'code':'Observation'}]",
                        ",'actor':[{'reference':{'reference':'Group/" + group + "'}}]"));
        String doctor = world.gateway.practitioner("doc-" + hospital, hospital, "user/*.rs");
        String other = world.gateway.practitioner("next-" + hospital, hospital, "user/*.rs");
        remembered(doctor);
        assertThat(reads(other)).isEqualTo(403);

        LiveGateway.expect(world.gateway.put(reader, "/fhir/Group/" + group, group(group, "next-" + hospital)), 200);

        assertThat(reads(doctor)).isEqualTo(403);
        assertThat(found(other)).containsExactly("open-7");
    }

    private static String group(String id, String practitioner) {
        return resource(
                "Group",
                "'id':'" + id + "','type':'practitioner','actual':true,'member':[{'entity':{'reference':'Practitioner/"
                        + practitioner + "'}}]");
    }

    @Test
    void endsWithTheRoleOfThePractitioner() {
        world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        String doctor = world.gateway.practitioner("role-" + hospital, hospital, "user/*.rs");
        remembered(doctor);

        LiveGateway.expect(
                world.gateway.put(
                        reader,
                        "/fhir/PractitionerRole/off-" + hospital,
                        resource(
                                "PractitionerRole",
                                "'id':'off-" + hospital
                                        + "','active':false,'practitioner':{'reference':'Practitioner/role-" + hospital
                                        + "'},'organization':{'reference':'Organization/" + hospital + "'}")),
                201);

        assertThat(reads(doctor)).isEqualTo(403);
        assertThat(reads(reader)).isEqualTo(200);
    }

    @Test
    void endsWithTheEmergencyThatThePatientEnded() {
        String doctor = world.gateway.practitioner("er-" + hospital, hospital, "user/*.rs");
        String query = "/fhir/AllergyIntolerance?patient=" + VICTIM;
        world.store(
                world.gateway.member("hospital-a"),
                "AllergyIntolerance",
                "allergy-" + hospital,
                "'code':{'text':'x'},'patient':{'reference':'Patient/" + VICTIM + "'}");
        assertThat(remembering.get(doctor, query).statusCode()).isEqualTo(200);
        String consent = LiveGateway.expect(
                        world.gateway.post(
                                doctor,
                                "/fhir/Patient/" + VICTIM + "/$break-glass",
                                "{'resourceType':'Parameters','parameter':[{'name':'reason',"
                                        + "'valueString':'unconscious, allergies?'}]}"),
                        201)
                .path("id")
                .asString("");
        assertThat(remembering.ids(doctor, "AllergyIntolerance?patient=" + VICTIM))
                .contains("allergy-" + hospital);
        assertThat(remembering.ids(doctor, "AllergyIntolerance?patient=" + VICTIM))
                .contains("allergy-" + hospital);

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);

        assertThat(remembering.get(doctor, query).statusCode()).isEqualTo(403);
    }

    @Test
    void endsWithThePatientsSilence() {
        String herself = world.gateway.patient(VICTIM);
        world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        remembered(reader);
        LiveGateway.expect(
                world.gateway.post(
                        herself,
                        "/fhir/Patient/" + VICTIM + "/$touch",
                        "{'resourceType':'Parameters','parameter':[{'name':'days','valueString':'3'},{'name':'lapse',"
                                + "'valueString':'true'}]}"),
                200);
        remembered(reader);

        forward(Duration.ofDays(3));

        assertThat(reads(reader)).isEqualTo(403);
        LiveGateway.expect(
                world.gateway.post(
                        herself,
                        "/fhir/Patient/" + VICTIM + "/$touch",
                        "{'resourceType':'Parameters','parameter':[{'name':'days','valueString':'0'}]}"),
                200);
    }

    /** A purpose is the request's, not the reader's: what was remembered of another request does not open for it. */
    @Test
    void opensForNoOtherPurposeThanWasGranted() {
        world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        remembered(reader);

        assertThat(remembering.get(reader, QUERY, "Purpose-Of-Use", "HPAYMT").statusCode())
                .isEqualTo(403);
        assertThat(remembering.get(reader, QUERY, "Purpose-Of-Use", "TREAT").statusCode())
                .isEqualTo(200);
    }

    @Test
    void opensNoMoreThanTheScopesOfThisRequest() {
        world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        remembered(reader);

        assertThat(remembering
                        .get(world.gateway.member(hospital, "system/Condition.rs"), QUERY)
                        .statusCode())
                .isEqualTo(403);
        assertThat(remembering
                        .get(world.gateway.member(hospital, "system/Observation.r"), QUERY)
                        .statusCode())
                .isEqualTo(403);
    }

    /** A disclosure that rests on what was remembered is written down like any other, with its consent. */
    @Test
    void isWrittenDownWithItsConsent() {
        String consent = world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        remembered(reader);

        assertThat(world.get(world.gateway.patient(VICTIM), "/fhir/AuditEvent?patient=" + VICTIM + "&_count=500")
                        .body()
                        .split("Consent/" + consent, -1))
                .hasSizeGreaterThan(2);
    }

    /** A page's link carries nothing of the decision. */
    @Test
    void asksAgainOnEveryPage() {
        String a = world.gateway.member("hospital-a");
        world.store(a, "Observation", "page-" + hospital, OpenCases.observation(VICTIM));
        String consent = world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
        assertThat(remembering.get(reader, QUERY + "&_count=1").statusCode()).isEqualTo(200);
        String next = LiveGateway.next(LiveGateway.expect(remembering.get(reader, QUERY + "&_count=1"), 200));
        assertThat(remembering.get(reader, next).statusCode()).isEqualTo(200);

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);

        assertThat(remembering.get(reader, next).statusCode()).isEqualTo(403);
        LiveGateway.expect(world.gateway.delete(a, "/fhir/Observation/page-" + hospital), 204);
    }
}
