package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sender that is broken, or means ill, may send to the doors for other formats. */
class HostileIntakeIT {

    private static final String MSH = "MSH|^~\\&|LAB|NORTH|GW|CON|20260102030405||ADT^A08|%s|P|2.5.1";
    private static final String PID = "PID|1||%s^^^NORTH^MR||Zqfamily^Jane||19800229|F";
    private static final Map<String, String> TYPES = Map.of(
            "hl7v2", "x-application/hl7-v2+er7",
            "ccda", "application/cda+xml",
            "stu3", "application/fhir+json",
            "dstu2", "application/fhir+json",
            "csv/patient-roster", "text/csv");
    private static LiveGateway gateway;
    private static String hospital;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        hospital = gateway.member("hospital-a");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** {@code \n} and {@code \0} stand for the characters, {@code @} for a quotation mark. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "ccda§<?xml version='1.0'?>\\n<ClinicalDocument><title>Zq</ClinicalDocument>§line 2",
                "ccda§<ClinicalDocument>\\n<recordTarget><patientRole><id root='Zq§line 2",
                "ccda§<!DOCTYPE x [<!ENTITY a 'Zq'><!ENTITY b '&a;&a;&a;&a;'>]><ClinicalDocument>&b;</ClinicalDocument>§line 1",
                "ccda§<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/Zq'><ClinicalDocument/>§line 1",
                "ccda§<ClinicalDocument><title>Zq\\0</title></ClinicalDocument>§line 1",
                "stu3§{'resourceType':'Patient',\\n'name':[{'family':'Zq§line 2",
                "stu3§{'resourceType':'Patient','name':[{'family':'Zq\\0'}]}§line 1",
                "dstu2§{'resourceType':'Patient'\\n\\n'name':'Zq'}§line 3",
                "csv/patient-roster§patient_id,last_name,first_name,birth_date,sex,practitioner_npi\\n1,@Zq§line",
                "hl7v2§MSH|^~§MSH[1]-9",
                "hl7v2§MSH|||||||||||§MSH[1]-9"
            })
    void isRefusedWithTheirPlaceAndNeverTheContent(String door, String body, String place) {
        String sent = body.replace("\\n", "\n").replace("\\0", "\0").replace('@', '"');
        HttpResponse<String> answer = post(door, door.startsWith("csv") ? sent : quoted(door, sent));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("OperationOutcome", place).doesNotContain("Zq", "Exception", "root:");
    }

    @Test
    void nullBytesInAMessageAreShownAndStored() {
        HttpResponse<String> answer =
                post("hl7v2", (MSH.formatted("N1") + "\r" + PID.formatted("N-1") + "\r").replace("Jane", "Ja\0ne"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.get(hospital, "/fhir/Patient?identifier=N-1").body()).contains("Ja\u2400ne");
    }

    /** Two messages written into one another, one cut off, and a good one on either side. */
    @Test
    void eachMessageOfABatchIsAnsweredByItself() {
        String good = MSH.formatted("B1") + "\r" + PID.formatted("B-1") + "\r";
        String interleaved = MSH.formatted("B2") + "\rPID|1||B-2^^^NORTH^MR||Zq" + "MSH|^~\\&|X\rPV1|1\r";
        String bad = "MSH|^~\r";
        String last = MSH.formatted("B4") + "\r" + PID.formatted("B-4") + "\r";
        HttpResponse<String> answer = gateway.send(gateway.request(
                        hospital, "/intake/hl7v2", "Content-Type", TYPES.get("hl7v2"), "Accept", TYPES.get("hl7v2"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "FHS|^~\\&|A\rBHS|^~\\&|A\r" + good + interleaved + bad + last + "BTS|4\rFTS|1\r")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("MSA|AA|B1", "MSA|AA|B4").doesNotContain("Zq");
        assertThat(answer.body().split("MSH\\|", -1)).hasSizeGreaterThanOrEqualTo(5);
        assertThat(answer.body()).containsAnyOf("MSA|AE", "MSA|AR");
        assertThat(gateway.get(hospital, "/fhir/Patient?identifier=B-4").body()).contains("B-4");
    }

    @Test
    void aHundredMegabytesAreRefusedAtEachDoorThatHoldsThem() {
        for (String door : new String[] {"hl7v2", "ccda", "stu3", "dstu2"}) {
            HttpResponse<String> answer = gateway.send(
                    gateway.request(hospital, "/intake/" + door, "Content-Type", TYPES.getOrDefault(door, ""))
                            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Endless(100L << 20))));
            assertThat(answer.statusCode()).as(door + answer.body()).isIn(413, 422);
        }
        assertThat(gateway.get(hospital, "/fhir/Patient?_count=1").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> post(String door, String body) {
        return gateway.send(gateway.request(hospital, "/intake/" + door, "Content-Type", TYPES.getOrDefault(door, ""))
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    private static String quoted(String door, String body) {
        return door.equals("ccda") ? body : body.replace('\'', '"');
    }

    /** So many letters, without holding them. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'M' : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            java.util.Arrays.fill(buffer, offset, offset + count, (byte) 'M');
            left -= count;
            return count;
        }
    }
}
