package org.consentry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentry.crypto.envelope.ProxyFragment;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.KeyFrag;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.Sealed;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ProxyTests {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final HexFormat HEX = HexFormat.of();

    private final FakeGateway gateway = new FakeGateway();
    private final SecretKey own = SecretKey.random(RANDOM);
    private final SecretKey patient = SecretKey.random(RANDOM);
    private final SecretKey signing = SecretKey.random(RANDOM);
    private final SecretKey reader = SecretKey.random(RANDOM);
    private final List<JsonNode> answers = new ArrayList<>();
    private String tasks = "[]";

    @TempDir
    private Path folder = Path.of("unset");

    @BeforeEach
    void doors() {
        gateway.on(
                "/proxy/work",
                exchange -> FakeGateway.answer(
                        exchange, 200, ("{\"tasks\":" + tasks + "}").getBytes(StandardCharsets.UTF_8)));
        gateway.on("/proxy/answers", exchange -> {
            JSON.readTree(exchange.getRequestBody().readAllBytes())
                    .path("answers")
                    .forEach(answers::add);
            FakeGateway.answer(exchange, 204, new byte[0]);
        });
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private JsonNode answer(ObjectNode task) throws IOException, InterruptedException {
        return answer(task, NOW);
    }

    private JsonNode answer(ObjectNode task, Instant now) throws IOException, InterruptedException {
        tasks = "[" + task + "]";
        answers.clear();
        new Proxy(new Gateway(gateway.connection()), own, new FragmentStore(folder), Clock.fixed(now, ZoneOffset.UTC))
                .round(0);
        return answers.isEmpty() ? JSON.createObjectNode() : answers.getFirst();
    }

    private ObjectNode hold(String told, String inside, SecretKey signedBy, PublicKey sealedTo) {
        KeyFrag fragment = KeyFrag.fromBytes(KeyFrags.of(1, 1)
                        .make(patient, reader.publicKey(), new Signer(signedBy, RANDOM), RANDOM)
                        .getFirst()
                        .toBytes())
                .orThrow();
        byte[] sealed = new ProxyFragment(inside, Optional.of(NOW.plusSeconds(60)), fragment).sealTo(sealedTo, RANDOM);
        return JSON.createObjectNode()
                .put("task", "hold")
                .put("consent", told)
                .put("delegatingKey", hex(patient))
                .put("receivingKey", hex(reader))
                .put("verifyingKey", hex(signing))
                .put("sealed", Base64.getEncoder().encodeToString(sealed));
    }

    private static String hex(SecretKey key) {
        return HEX.formatHex(key.publicKey().toBytes());
    }

    private ObjectNode reencrypt(String consent, Sealed sealed) {
        return JSON.createObjectNode()
                .put("task", "reencrypt")
                .put("request", "r1")
                .put("consent", consent)
                .put("delegatingKey", hex(patient))
                .put(
                        "capsule",
                        Base64.getEncoder().encodeToString(sealed.capsule().toBytes()));
    }

    private Sealed sealed() {
        return Sealed.to(patient.publicKey(), "the data key".getBytes(StandardCharsets.UTF_8), RANDOM);
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void holdsNothingThatWasPutUnderAnotherConsent() throws Exception {
        assertThat(answer(hold("c2", "c1", signing, own.publicKey()))
                        .path("verified")
                        .asBoolean(true))
                .isFalse();
        assertThat(files()).isZero();
    }

    @Test
    void holdsNothingForAnotherProxyOrByAnotherSigner() throws Exception {
        for (ObjectNode task : List.of(
                hold("c1", "c1", signing, reader.publicKey()),
                hold("c1", "c1", reader, own.publicKey()),
                hold("c1", "c1", signing, own.publicKey()).put("receivingKey", hex(own)))) {
            assertThat(answer(task).path("verified").asBoolean(true)).isFalse();
        }
        assertThat(files()).isZero();
    }

    @Test
    void writesNothingOutsideOfItsFolder() throws Exception {
        for (String name : List.of("../c1", "..", ".", "c/1", "", "c\u0000")) {
            ObjectNode task = hold("c1", "c1", signing, own.publicKey()).put("consent", name);

            assertThat(answer(task).path("verified").asBoolean(false)).isFalse();
            answer(JSON.createObjectNode().put("task", "forget").put("consent", name));
        }
        assertThat(files()).isZero();
        assertThat(Files.isDirectory(folder)).isTrue();
    }

    @Test
    void goesOnWhenATaskIsOutOfForm() throws Exception {
        for (String task : List.of(
                "{}",
                "{\"task\":\"dance\"}",
                "{\"task\":\"hold\"}",
                "{\"task\":\"hold\",\"consent\":\"c\",\"delegatingKey\":\"zz\",\"sealed\":\"%\"}",
                "{\"task\":\"reencrypt\",\"request\":\"r\",\"consent\":\"c\",\"delegatingKey\":\"02\",\"capsule\":\"AA\"}",
                "{\"task\":[]}")) {
            answer((ObjectNode) JSON.readTree(task));
        }
        assertThat(answer(hold("c1", "c1", signing, own.publicKey()))
                        .path("verified")
                        .asBoolean(false))
                .isTrue();
    }

    @Test
    void reencryptsForTheReaderWhileTheConsentStands() throws Exception {
        answer(hold("c1", "c1", signing, own.publicKey()));
        Sealed sealed = sealed();

        byte[] bytes = Base64.getDecoder()
                .decode(answer(reencrypt("c1", sealed)).path("cfrag").asString(""));

        Checked<byte[]> opened = CapsuleFrag.fromBytes(bytes)
                .then(it -> it.verify(sealed.capsule(), signing.publicKey(), patient.publicKey(), reader.publicKey()))
                .then(it -> sealed.open(reader, patient.publicKey(), List.of(it)));
        assertThat(new String(opened.orThrow(), StandardCharsets.UTF_8)).isEqualTo("the data key");
    }

    @Test
    void refusesAfterTheEndThatThePatientSealedInWhateverTheGatewaySays() throws Exception {
        answer(hold("c1", "c1", signing, own.publicKey()));

        assertThat(answer(reencrypt("c1", sealed()), NOW.plusSeconds(60)).has("cfrag"))
                .isFalse();
        assertThat(answer(reencrypt("c2", sealed())).has("cfrag")).isFalse();
    }

    @Test
    void destroysTheFragmentsOfAnEndedConsentAndNoOther() throws Exception {
        answer(hold("c1", "c1", signing, own.publicKey()));
        answer(hold("c1.x", "c1.x", signing, own.publicKey()));

        assertThat(answer(JSON.createObjectNode().put("task", "forget").put("consent", "c1"))
                        .path("task")
                        .asString(""))
                .isEqualTo("forget");

        assertThat(answer(reencrypt("c1", sealed())).has("cfrag")).isFalse();
        assertThat(answer(reencrypt("c1.x", sealed())).has("cfrag")).isTrue();
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void keepsFragmentsOnTheDiskOnlySealedToItsKey() throws Exception {
        ObjectNode task = hold("c1", "c1", signing, own.publicKey());
        answer(task);
        KeyFrag fragment = ProxyFragment.open(
                        own, Base64.getDecoder().decode(task.path("sealed").asString("")))
                .orElseThrow()
                .fragment();
        String scalar = HEX.formatHex(fragment.toBytes(), 73, 105);

        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertThat(HEX.formatHex(Files.readAllBytes(file))).doesNotContain(scalar);
            }
        }
    }
}
