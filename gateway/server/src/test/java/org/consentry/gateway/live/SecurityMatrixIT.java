package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The security matrix: who × how it stands to the patient × through which door × to what. One table says what everybody
 * sees; every cell is tried on the running gateway and written to {@code target/security-matrix.md}.
 *
 * <p>A cell is {@code seen}, {@code nothing} (an answer in which the thing and every trace of it are missing; 404 where
 * the door is the thing's own address), {@code 401} or {@code 403}. A reader whose consent has ended is told so (403)
 * where the request names the patient, as it knows her; everybody else learns nothing.
 */
class SecurityMatrixIT {
    private static final String PATIENT = "matrix-patient";
    private static final Path REPORT = Path.of("target", "security-matrix.md");
    private static LiveGateway gateway;

    /** What is asked for. */
    enum Target {
        GRANTED("Observation", "granted-one"),
        WITHHELD("Observation", "withheld-one"),
        OTHER_TYPE("Condition", "condition-one"),
        EARLIER("Observation", "earlier-one");

        final String type;
        final String id;

        Target(String type, String id) {
            this.type = type;
            this.id = id;
        }
    }

    /** Who asks. */
    enum Actor {
        NOBODY,
        CONTRIBUTOR,
        GRANTED_MEMBER,
        GRANTED_PRACTITIONER,
        GRANTED_FOR_OTHER_PURPOSE,
        GRANTED_WITH_OTHER_SCOPE,
        GRANTED_WITH_FILTERED_SCOPE,
        FORMER_MEMBER,
        ASKING_MEMBER,
        STRANGER,
        PATIENT_HERSELF,
        HER_APP,
        OTHER_PATIENT,
        ANALYST,
        AUDITOR,
        OPERATOR
    }

    /** Through which door. */
    enum Door {
        READ("{type}/{id}", "{type}", false),
        HEAD("{type}/{id}", "{type}", false),
        VREAD("{type}/{id}/_history/1", "{type}", false),
        HISTORY("{type}/{id}/_history", "{type}", false),
        TYPE_HISTORY("{type}/_history?_count=1000", "{type}", false),
        VERIFY("{type}/{id}/$verify", "{type}", false),
        SEARCH("{type}?patient={patient}", "{type}", true),
        SEARCH_BY_POST("{type}/_search", "{type}", true),
        SEARCH_BY_CODE("{type}?code={id}", "{type}", false),
        COUNT("{type}?code={id}&_summary=count", "{type}", false),
        ACCURATE_TOTAL("{type}?code={id}&_total=accurate&_count=0", "{type}", false),
        ELEMENTS("{type}?code={id}&_elements=code", "{type}", false),
        INCLUDE("{type}?code={id}&_include={type}:subject", "{type}", false),
        CHAIN("{type}?code={id}&patient.identifier=matrix-1", "{type}", false),
        REVINCLUDE("Patient?_id={patient}&_revinclude={type}:patient", "Patient", true),
        HAS("Patient?_has:{type}:patient:code={id}", "Patient", false),
        EVERYTHING("Patient/{patient}/$everything?_count=1000", "Patient", true),
        BATCH("", "{type}", false);

        final String path;
        final String type;
        final boolean namesPatient;

        Door(String path, String type, boolean namesPatient) {
            this.path = path;
            this.type = type;
            this.namesPatient = namesPatient;
        }

        boolean isOwnAddress() {
            return Set.of(READ, HEAD, VREAD, HISTORY, VERIFY, EVERYTHING).contains(this);
        }
    }

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        String a = gateway.member("hospital-a");
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Patient/" + PATIENT,
                        "{'resourceType':'Patient','id':'" + PATIENT
                                + "','identifier':[{'value':'matrix-1'}],'name':[{'text':'" + PATIENT + "'}]}"),
                201);
        LiveGateway.expect(
                gateway.put(a, "/fhir/Patient/matrix-other", "{'resourceType':'Patient','id':'matrix-other'}"), 201);
        for (Target target : Target.values()) {
            put(
                    a,
                    target,
                    target == Target.WITHHELD ? "HIV" : "N",
                    target == Target.EARLIER ? "2020-01-01" : "2026-03-01");
        }
        gateway.ceremonies.register(PATIENT);
        gateway.ceremonies.grant("hospital-b", PATIENT, provision());
        gateway.ceremonies.revoke(PATIENT, gateway.ceremonies.grant("hospital-r", PATIENT, provision()));
        gateway.ceremonies.ask("hospital-q", PATIENT, provision());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void put(String token, Target target, String label, String day) {
        String date = target.type.equals("Condition") ? "recordedDate" : "effectiveDateTime";
        LiveGateway.expect(
                gateway.put(
                        token,
                        "/fhir/" + target.type + "/" + target.id,
                        "{'resourceType':'" + target.type + "','id':'" + target.id
                                + "','meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode',"
                                + "'code':'" + label + "'}]},'status':'final','code':{'coding':[{'code':'" + target.id
                                + "'}],'text':'marker-" + target.id + "'},'subject':{'reference':'Patient/" + PATIENT
                                + "'},'" + date + "':'" + day + "'}"),
                201);
    }

    private static String provision() {
        return "{'period':{'end':'" + Instant.now().plus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS)
                + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'},{'code':'Patient'}],"
                + "'dataPeriod':{'start':'2025-01-01'},'provision':[{'type':'deny','securityLabel':[{'code':'HIV'}]}]}";
    }

    @Test
    void everyCellIsWhatTheRulesSay() throws IOException {
        List<String> wrong = new ArrayList<>();
        StringBuilder table = new StringBuilder("| who | what |");
        for (Door door : Door.values()) {
            table.append(' ')
                    .append(door.name().toLowerCase(java.util.Locale.ROOT))
                    .append(" |");
        }
        table.append("\n|").append(" --- |".repeat(Door.values().length + 2)).append('\n');
        for (Actor actor : Actor.values()) {
            for (Target target : Target.values()) {
                table.append("| ").append(actor).append(" | ").append(target).append(" |");
                for (Door door : Door.values()) {
                    String found = found(actor, door, target);
                    String expected = expected(actor, door, target);
                    table.append(' ').append(found).append(" |");
                    if (!found.equals(expected)) {
                        wrong.add(actor + " " + door + " " + target + ": " + found + " instead of " + expected);
                    }
                }
                table.append('\n');
            }
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, table);

        assertThat(wrong).isEmpty();
    }

    /** The rules, as a table. */
    private static String expected(Actor actor, Door door, Target target) {
        String type = door.type.equals("Patient") ? "Patient" : target.type;
        return switch (actor) {
            case NOBODY -> "401";
            case ANALYST -> "403";
            case CONTRIBUTOR, PATIENT_HERSELF -> "seen";
            case GRANTED_MEMBER, GRANTED_PRACTITIONER ->
                target == Target.GRANTED ? "seen" : absent(door, door != Door.EVERYTHING);
            case GRANTED_FOR_OTHER_PURPOSE, FORMER_MEMBER -> door.namesPatient ? "403" : absent(door, true);
            case GRANTED_WITH_OTHER_SCOPE -> type.equals("Condition") ? absent(door, true) : "403";
            case GRANTED_WITH_FILTERED_SCOPE -> filtered(door, target, type);
            case HER_APP -> app(door, target, type);
            case ASKING_MEMBER, STRANGER, OTHER_PATIENT, AUDITOR, OPERATOR -> absent(door, true);
        };
    }

    private static String filtered(Door door, Target target, String type) {
        if (!type.equals("Observation")) {
            return "403";
        }
        // The chain asks about the Patient, which the scope does not cover.
        return target == Target.GRANTED && door != Door.CHAIN ? "seen" : absent(door, true);
    }

    private static String app(Door door, Target target, String type) {
        if (!type.equals("Observation")) {
            return "403";
        }
        return door == Door.CHAIN || target.type.equals("Condition") ? absent(door, true) : "seen";
    }

    /** What is not there: 404 at the thing's own address, and no trace of it elsewhere. */
    private static String absent(Door door, boolean notEvenThePatient) {
        return door.isOwnAddress() && notEvenThePatient ? "404" : "nothing";
    }

    private static String token(Actor actor) {
        return switch (actor) {
            case NOBODY -> "";
            case CONTRIBUTOR -> gateway.member("hospital-a");
            case GRANTED_MEMBER, GRANTED_FOR_OTHER_PURPOSE -> gateway.member("hospital-b");
            case GRANTED_PRACTITIONER -> gateway.practitioner("doctor", "hospital-b", "user/*.rs");
            case GRANTED_WITH_OTHER_SCOPE -> gateway.member("hospital-b", "system/Condition.rs");
            case GRANTED_WITH_FILTERED_SCOPE -> gateway.member("hospital-b", "system/Observation.rs?code=granted-one");
            case FORMER_MEMBER -> gateway.member("hospital-r");
            case ASKING_MEMBER -> gateway.member("hospital-q");
            case STRANGER -> gateway.member("hospital-s");
            case PATIENT_HERSELF -> gateway.patient(PATIENT);
            case HER_APP -> gateway.app(PATIENT, "patient/Observation.rs");
            case OTHER_PATIENT -> gateway.patient("matrix-other");
            case ANALYST -> gateway.service("analyst", "system/*.rs");
            case AUDITOR -> gateway.service("auditor", "system/*.rs");
            case OPERATOR -> gateway.service("operator", "system/*.cruds");
        };
    }

    private static String found(Actor actor, Door door, Target target) {
        HttpResponse<String> answer = ask(actor, door, target);
        String marker = door == Door.HAS ? "\"matrix-1\"" : "marker-" + target.id;
        boolean counts = door == Door.COUNT || door == Door.ACCURATE_TOTAL;
        boolean seen =
                switch (door) {
                    case HEAD -> answer.statusCode() == 200;
                    case VERIFY -> answer.statusCode() == 200;
                    case COUNT, ACCURATE_TOTAL -> answer.body().contains("\"total\":1");
                    default -> answer.body().contains(marker);
                };
        if (answer.statusCode() != 200) {
            return seen ? "LEAK" : Integer.toString(answer.statusCode());
        }
        if (door == Door.BATCH && !seen) {
            String status = answer.body().replaceAll("(?s).*?\"status\"\\s*:\\s*\"(\\d{3}).*", "$1");
            return status.equals("404") ? "nothing" : status;
        }
        if (!seen && counts && !answer.body().contains("\"total\":0")) {
            return "LEAK";
        }
        return seen ? "seen" : "nothing";
    }

    private static HttpResponse<String> ask(Actor actor, Door door, Target target) {
        String path = "/fhir/"
                + door.path
                        .replace("{type}", target.type)
                        .replace("{id}", target.id)
                        .replace("{patient}", PATIENT);
        String[] headers =
                actor == Actor.GRANTED_FOR_OTHER_PURPOSE ? new String[] {"Purpose-Of-Use", "HPAYMT"} : new String[0];
        HttpRequest.Builder request = gateway.request(token(actor), path, headers);
        return switch (door) {
            case HEAD -> gateway.send(request.method("HEAD", HttpRequest.BodyPublishers.noBody()));
            case SEARCH_BY_POST ->
                gateway.send(request.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("patient=" + PATIENT)));
            case BATCH ->
                gateway.post(
                        token(actor),
                        "/fhir",
                        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'GET','url':'"
                                + target.type + "/" + target.id + "'}}]}",
                        headers);
            default -> gateway.send(request.GET());
        };
    }
}
