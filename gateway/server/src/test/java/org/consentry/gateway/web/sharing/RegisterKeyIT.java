package org.consentry.gateway.web.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.signature.MemberKeys;
import org.consentry.gateway.sharing.SharingStack;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class RegisterKeyIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static SharingStack stack;
    private static int number;

    private final SecureRandom random = new SecureRandom();
    private String patient = "";

    @BeforeAll
    static void start() {
        stack = SharingStack.start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void newPatient() {
        patient = "p" + ++number;
    }

    @Test
    void refusesABodyThatHoldsAPrivateKeyWithoutQuotingIt() throws Exception {
        String jwk = jwk().replace("}", ",\"d\":\"very-secret\"}");

        assertThatThrownBy(() -> register("Patient/" + patient, "Patient", patient, body(jwk, true)))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(ProblemKind.MALFORMED);
                    assertThat(problem.text()).doesNotContain("very-secret");
                });
    }

    @Test
    void refusesKeysForSomebodyElse() throws Exception {
        byte[] body = body(jwk(), true);

        assertThatThrownBy(() -> register("Patient/thief", "Patient", patient, body))
                .hasMessageContaining("owner");
        assertThatThrownBy(() -> register("hospital-a", "Patient", patient, body))
                .hasMessageContaining("owner");
        assertThatThrownBy(() -> register("hospital-a", "Organization", "hospital-b", body))
                .hasMessageContaining("owner");
    }

    @Test
    void refusesToReplaceLiveKeys() throws Exception {
        register("Patient/" + patient, "Patient", patient, body(jwk(), true));

        assertThatThrownBy(() -> register("Patient/" + patient, "Patient", patient, body(jwk(), true)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.CONFLICT));
    }

    @Test
    void refusesAKeyThatIsAnothersAlready() throws Exception {
        String jwk = jwk();
        register("Patient/" + patient, "Patient", patient, body(jwk, true));
        String other = "p" + ++number;

        assertThatThrownBy(() -> register("Patient/" + other, "Patient", other, body(jwk, true)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.CONFLICT));
    }

    @Test
    void refusesPointsThatAreNone() throws Exception {
        ObjectNode body = (ObjectNode) JSON.readTree(body(jwk(), true));
        ((ObjectNode) body.path("parameter").path(1).path("part").path(1)).put("valueString", "00".repeat(33));

        assertThatThrownBy(() -> register("Patient/" + patient, "Patient", patient, JSON.writeValueAsBytes(body)))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.expression())
                        .isEqualTo("umbral.publicKey"));
    }

    @Test
    void tellsAPatientsKeysToNobodyWithoutAConsent() throws Exception {
        register("Patient/" + patient, "Patient", patient, body(jwk(), true));

        assertThatThrownBy(() -> keys("hospital-x", "Patient", patient))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.NOT_FOUND));
        assertThatThrownBy(() -> keys("Patient/" + patient, "Patient", "nobody"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void takesTheSameKeysTwice() throws Exception {
        byte[] body = body(jwk(), true);

        byte[] first = register("Patient/" + patient, "Patient", patient, body);

        assertThat(register("Patient/" + patient, "Patient", patient, body)).isEqualTo(first);
        assertThat(keys("Patient/" + patient, "Patient", patient)).isEqualTo(first);
    }

    @Test
    void takesAMembersReceivingKeyWithoutASigningKey() throws Exception {
        String member = "hospital-" + patient;
        SecretKey key = SecretKey.random(random);
        ObjectNode body = parameters();
        umbral(body, key, key);

        register(member, "Organization", member, JSON.writeValueAsBytes(body));

        assertThat(stack.bean(KeyShares.class).recipientKey(new OrganizationId(member)))
                .contains(HexFormat.of().formatHex(key.publicKey().toBytes()));
        assertThat(new String(keys("Patient/" + patient, "Organization", member), StandardCharsets.UTF_8))
                .contains("receiving");
    }

    @Test
    void replacesAMembersSigningKeyOnlyByNameAndKeepsTheOldOneForWhatItSigned() throws Exception {
        OrganizationId member = new OrganizationId("hospital-" + patient);
        MemberKeys known = stack.bean(MemberKeys.class);
        JsonNode first = registered(member, jwk(), "");
        String old = kid(first);
        String next = jwk();

        assertThatThrownBy(() -> registered(member, next, ""))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.CONFLICT));
        assertThatThrownBy(() -> registered(member, next, "A".repeat(43)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.CONFLICT));
        assertThatThrownBy(() -> registered(member, next, "?"))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.expression())
                        .isEqualTo("replaces"));
        assertThat(known.live(member, new KeyId(old))).isPresent();

        String current = kid(registered(member, next, old));

        assertThat(kid(registered(member, next, old))).isEqualTo(current).isNotEqualTo(old);
        assertThat(known.live(member, new KeyId(old))).isEmpty();
        assertThat(known.ever(member, new KeyId(old))).isPresent();
        assertThat(known.live(member, new KeyId(current))).isPresent();
        assertThat(known.ever(new OrganizationId("hospital-z"), new KeyId(current)))
                .isEmpty();
    }

    private JsonNode registered(OrganizationId member, String jwk, String replaces) {
        ObjectNode body = (ObjectNode) JSON.readTree(body(jwk, false));
        if (!replaces.isEmpty()) {
            ((ArrayNode) body.path("parameter"))
                    .addObject()
                    .put("name", "replaces")
                    .put("valueString", replaces);
        }
        return JSON.readTree(register(member.value(), "Organization", member.value(), JSON.writeValueAsBytes(body)));
    }

    private static String kid(JsonNode keys) {
        for (JsonNode parameter : keys.path("parameter")) {
            if (parameter.path("name").asString().equals("kid")) {
                return parameter.path("valueString").asString();
            }
        }
        return "";
    }

    @Test
    void givesConsentTheKeyThatItVerifiesWith() throws Exception {
        register("Patient/" + patient, "Patient", patient, body(jwk(), true));

        assertThat(stack.bean(KeyShares.class).signingKey(patient)).isPresent();
        assertThat(stack.remembered().entries).anyMatch(entry -> entry.startsWith("KEY_EVENT"));
    }

    private static byte[] register(String caller, String type, String id, byte[] body) {
        return json(stack.bean(RegisterKeyOperation.class).handle(call(caller, "POST", type, id, body)));
    }

    private static byte[] keys(String caller, String type, String id) {
        return json(stack.bean(KeysOperation.class).handle(call(caller, "GET", type, id, new byte[0])));
    }

    private static byte[] json(FhirAnswer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return ((FhirAnswer.Body.Json) answer.body()).bytes();
    }

    private static FhirCall call(String caller, String method, String type, String id, byte[] body) {
        return new FhirCall(
                SharingStack.caller(caller),
                method,
                Optional.of(type),
                Optional.of(id),
                Map.of(),
                Map.of(),
                "application/fhir+json",
                body,
                "",
                "http://localhost/fhir");
    }

    private byte[] body(String jwk, boolean withUmbral) {
        ObjectNode body = parameters();
        ((ArrayNode) body.path("parameter")).addObject().put("name", "jwk").put("valueString", jwk);
        if (withUmbral) {
            umbral(body, SecretKey.random(random), SecretKey.random(random));
        }
        return JSON.writeValueAsBytes(body);
    }

    private static ObjectNode parameters() {
        ObjectNode body = JSON.createObjectNode().put("resourceType", "Parameters");
        body.putArray("parameter");
        return body;
    }

    private static void umbral(ObjectNode body, SecretKey delegating, SecretKey signing) {
        ArrayNode part = ((ArrayNode) body.path("parameter"))
                .addObject()
                .put("name", "umbral")
                .putArray("part");
        part.addObject().put("name", "scope").put("valueString", "documents");
        part.addObject()
                .put("name", "publicKey")
                .put(
                        "valueString",
                        HexFormat.of().formatHex(delegating.publicKey().toBytes()));
        part.addObject()
                .put("name", "verifyingKey")
                .put("valueString", HexFormat.of().formatHex(signing.publicKey().toBytes()));
    }

    private static String jwk() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return PublicJwk.of((ECPublicKey) generator.generateKeyPair().getPublic())
                .toJson();
    }
}
