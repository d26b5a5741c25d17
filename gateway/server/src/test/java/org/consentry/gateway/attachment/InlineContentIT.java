package org.consentry.gateway.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.sharing.SharingStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InlineContentIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SENTINEL = "sentinel-that-must-not-be-found-anywhere";
    private static final String DATA = Base64.getEncoder().encodeToString(SENTINEL.getBytes(StandardCharsets.US_ASCII));
    private static final Author HOSPITAL =
            new Author(new OrganizationId("hospital-a"), "ehr-hospital-a", Author.Kind.SUBMISSION);
    private static SharingStack stack;

    @BeforeAll
    static void start() {
        stack = SharingStack.start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void leavesNoPlaintextInTheStoreOrTheDatabase() throws IOException {
        Write clean = takeOut(document("p1", DATA));

        assertThat(text(clean)).doesNotContain(SENTINEL).doesNotContain(DATA);
        for (var file : stack.store().files("sealed")) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain(SENTINEL);
        }
        assertThat(JdbcClient.create(stack.database().dataSource())
                        .sql("select c::text from sealed_content c")
                        .query(String.class)
                        .list())
                .noneMatch(row -> row.contains(SENTINEL) || row.contains(DATA));
    }

    @Test
    void refusesWhatIsNotBase64WithoutQuotingIt() {
        assertThatThrownBy(() -> takeOut(document("p1", "%%%secret%%%")))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(ProblemKind.MALFORMED);
                    assertThat(problem.text()).doesNotContain("secret");
                    assertThat(problem.expression()).isEqualTo("DocumentReference.attachment.data");
                });
    }

    @Test
    void neverBelievesAClientAboutWhatABinaryMeans() {
        Write clean = takeOut(put("Binary", "b-forged", """
                {"resourceType":"Binary","id":"b-forged","contentType":"text/plain","securityContext":{\
                "reference":"Patient/p1","identifier":{"system":"https://consentry.org/fhir/sealed-content",\
                "value":"11111111-1111-1111-1111-111111111111"}}}"""));

        assertThat(json(clean).path("securityContext").has("identifier")).isFalse();
        assertThat(json(clean).path("securityContext").path("reference").asString())
                .isEqualTo("Patient/p1");
    }

    @Test
    void doesNotFindTheSameBytesOfAnotherPatient() {
        String mine = url(takeOut(document("p-mine", DATA)));

        assertThat(url(takeOut(document("p-other", DATA)))).isNotEqualTo(mine);
    }

    @Test
    void putsUrlSizeAndHashesInThePlaceOfData() {
        JsonNode attachment = attachment(takeOut(document("p2", DATA)));

        assertThat(attachment.has("data")).isFalse();
        assertThat(attachment.path("url").asString()).matches("Binary/[0-9a-f-]{36}");
        assertThat(attachment.path("size").asInt()).isEqualTo(SENTINEL.length());
        assertThat(attachment.path("hash").asString()).isEqualTo(sha("SHA-1"));
        assertThat(attachment
                        .path("extension")
                        .path(0)
                        .path("valueBase64Binary")
                        .asString())
                .isEqualTo(sha("SHA-256"));
        assertThat(attachment.path("title").asString()).isEqualTo("Discharge");
    }

    @Test
    void storesTheSameBytesOnceAndGivesTheSameResourceAgain() {
        int before = stack.store().files("sealed").size();
        Write first = takeOut(document("p3", DATA));
        Write second = takeOut(document("p3", DATA));

        assertThat(text(second)).isEqualTo(text(first));
        assertThat(stack.store().files("sealed")).hasSize(before + 1);
    }

    @Test
    void readsBase64WithLineBreaks() {
        String broken = DATA.substring(0, 8) + "\\n  " + DATA.substring(8);

        assertThat(url(takeOut(document("p4", broken)))).isEqualTo(url(takeOut(document("p4", DATA))));
    }

    @Test
    void takesContentOutOfEveryElementOfTypeAttachment() {
        for (String holder : List.of(
                "{'resourceType':'Media','id':'x','subject':{'reference':'Patient/p5'},'content':{'data':'D'}}",
                "{'resourceType':'DiagnosticReport','id':'x','subject':{'reference':'Patient/p5'},"
                        + "'presentedForm':[{'data':'D'},{'data':'D'}]}",
                "{'resourceType':'Patient','id':'x','photo':[{'data':'D'}]}",
                "{'resourceType':'Communication','id':'x','subject':{'reference':'Patient/p5'},"
                        + "'payload':[{'contentAttachment':{'data':'D'}}]}",
                "{'resourceType':'Basic','id':'x','subject':{'reference':'Patient/p5'},"
                        + "'extension':[{'url':'u','valueAttachment':{'data':'D'}}]}")) {
            String resource = holder.replace('\'', '"').replace("\"D\"", "\"" + DATA + "\"");
            String type = JSON.readTree(resource).path("resourceType").asString();

            assertThat(text(takeOut(put(type, "x", resource))))
                    .doesNotContain("\"data\"")
                    .contains("\"url\":\"Binary/");
        }
    }

    @Test
    void leavesDataAloneThatIsNoAttachment() {
        String observation =
                "{\"resourceType\":\"Observation\",\"id\":\"o\",\"subject\":{\"reference\":\"Patient/p6\"},"
                        + "\"valueSampledData\":{\"factor\":1.50,\"data\":\"1 2 3\"}}";
        String provenance =
                "{\"resourceType\":\"Provenance\",\"id\":\"p\",\"signature\":[{\"data\":\"" + DATA + "\"}]}";

        assertThat(text(takeOut(put("Observation", "o", observation)))).isEqualTo(observation);
        assertThat(text(takeOut(put("Provenance", "p", provenance)))).isEqualTo(provenance);
    }

    @Test
    void keepsTheDigitsOfDecimals() {
        String json = text(document("p7", DATA)).replace("\"status\"", "\"_x\":1.50,\"_y\":2.0E3,\"status\"");

        assertThat(text(takeOut(put("DocumentReference", "d-p7", json)))).contains("1.50");
    }

    @Test
    void sealsABinaryForThePatientOfTheRecordBesideIt() {
        Write binary = put(
                "Binary",
                "b1",
                "{\"resourceType\":\"Binary\",\"id\":\"b1\",\"contentType\":\"text/plain\",\"data\":\"" + DATA + "\"}");
        Write document = put("DocumentReference", "d1", """
                {"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/p8"},\
                "content":[{"attachment":{"url":"Binary/b1"}}]}""");

        stack.submit(List.of(binary, document), "p8");

        SealedContent content = stack.bean(Attachments.class).ofBinary("b1").orElseThrow();
        assertThat(content.patientId()).isEqualTo("p8");
        assertThat(stack.bean(Attachments.class).references(content)).containsExactly("DocumentReference/d1");
    }

    @Test
    void givesContentOfAPatientInTheSameBundleToThatPatientWhenItIsStored() {
        String bundle = """
                {"resourceType":"Bundle","type":"transaction","entry":[
                {"fullUrl":"urn:uuid:1","request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=a|9"},
                "resource":{"resourceType":"Patient","identifier":[{"system":"a","value":"9"}]}},
                {"fullUrl":"urn:uuid:2","request":{"method":"POST","url":"DocumentReference"},"resource":
                {"resourceType":"DocumentReference","subject":{"reference":"urn:uuid:1"},
                "content":[{"attachment":{"data":"%s"}}]}}]}""".formatted(DATA);
        byte[] first = inline().takeOut(bundle.getBytes(StandardCharsets.UTF_8), HOSPITAL);
        byte[] second = inline().takeOut(bundle.getBytes(StandardCharsets.UTF_8), HOSPITAL);
        JsonNode document = JSON.readTree(first).path("entry").path(1).path("resource");
        String binary =
                document.path("content").path(0).path("attachment").path("url").asString();

        stack.submit(
                List.of(new Write.Put(
                        new ResourceId("DocumentReference", "d-adopted"),
                        document.toString().getBytes(StandardCharsets.UTF_8),
                        OptionalLong.empty())),
                "p-adopted");

        assertThat(second).isEqualTo(first);
        assertThat(stack.bean(Attachments.class)
                        .ofBinary(binary.substring("Binary/".length()))
                        .orElseThrow()
                        .patientId())
                .isEqualTo("p-adopted");
        assertThat(inline().takeOut(bundle.getBytes(StandardCharsets.UTF_8), HOSPITAL))
                .isEqualTo(first);
    }

    @Test
    void neverGivesOneHospitalsContentToAnothersRecord() {
        Write clean = takeOut(document("p-victim", DATA));
        String url = url(clean);

        stack.submit(List.of(put("DocumentReference", "d-thief", """
                        {"resourceType":"DocumentReference","id":"d-thief","subject":{"reference":"Patient/p-thief"},\
                        "content":[{"attachment":{"url":"%s"}}]}""".formatted(url))), "p-thief");

        assertThat(stack.bean(Attachments.class).ofBinary(url.substring("Binary/".length())))
                .isEmpty();
    }

    @Test
    void returnsWritesWithoutContentAsTheyAre() {
        List<Write> writes = List.of(put("Observation", "o", "{\"resourceType\":\"Observation\",\"id\":\"o\"}"));

        assertThat(inline().takeOut(writes, HOSPITAL)).isSameAs(writes);
    }

    @Test
    void takesAwayWhatNoRecordKeptInTime() {
        takeOut(document("p10", DATA));
        JdbcClient jdbc = JdbcClient.create(stack.database().dataSource());
        jdbc.sql("update sealed_content set created = now() - interval '2 h' where patient_id = 'p10'")
                .update();

        stack.bean(Attachments.class).sweep();

        assertThat(jdbc.sql("select count(*) from sealed_content where patient_id = 'p10'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void keepsWhatARecordPointsTo() {
        stack.submit("p11", SENTINEL.getBytes(StandardCharsets.US_ASCII));
        JdbcClient jdbc = JdbcClient.create(stack.database().dataSource());
        jdbc.sql("update sealed_content set created = now() - interval '2 h' where patient_id = 'p11'")
                .update();

        stack.bean(Attachments.class).sweep();

        assertThat(jdbc.sql("select state from sealed_content where patient_id = 'p11'")
                        .query(String.class)
                        .list())
                .containsExactly("KEPT");
    }

    private static InlineContent inline() {
        return stack.bean(InlineContent.class);
    }

    private Write takeOut(Write write) {
        return inline().takeOut(List.of(write), HOSPITAL).getFirst();
    }

    private static Write document(String patient, String data) {
        return put("DocumentReference", "d-" + patient, """
                {"resourceType":"DocumentReference","id":"d-%s","status":"current","subject":{"reference":"Patient/%s"},\
                "content":[{"attachment":{"contentType":"application/pdf","data":"%s","title":"Discharge"}}]}""".formatted(patient, patient, data));
    }

    private static Write put(String type, String id, String json) {
        return new Write.Put(new ResourceId(type, id), json.getBytes(StandardCharsets.UTF_8), OptionalLong.empty());
    }

    private static String text(Write write) {
        return new String(((Write.Put) write).json(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Write write) {
        return JSON.readTree(text(write));
    }

    private static JsonNode attachment(Write write) {
        return json(write).path("content").path(0).path("attachment");
    }

    private static String url(Write write) {
        return attachment(write).path("url").asString();
    }

    private static String sha(String algorithm) {
        try {
            return Base64.getEncoder()
                    .encodeToString(java.security.MessageDigest.getInstance(algorithm)
                            .digest(SENTINEL.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
