package org.consentry.gateway.live;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.crypto.envelope.ProxyFragment;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.KeyFrag;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a patient's browser and a member's client do with keys, against the doors of a live gateway. */
final class UmbralDevice {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LiveGateway gateway;
    private final String patientId;
    private final SecretKey signing = SecretKey.random(RANDOM);
    private SecretKey delegating = SecretKey.random(RANDOM);

    UmbralDevice(LiveGateway gateway, String patientId) {
        this.gateway = gateway;
        this.patientId = patientId;
    }

    SecretKey delegating() {
        return delegating;
    }

    /** Registers the key for signing consents and the one that contents are sealed to. */
    void register() {
        gateway.ceremonies.register(
                patientId,
                umbral("documents", delegating.publicKey(), signing.publicKey())
                        .path("parameter")
                        .valueStream()
                        .toList());
    }

    /** A member's receiving key, registered. */
    static SecretKey receiving(LiveGateway gateway, String member) {
        SecretKey key = SecretKey.random(RANDOM);
        LiveGateway.expect(
                gateway.post(
                        gateway.member(member),
                        "/fhir/Organization/" + member + "/$register-key",
                        umbral("receiving", key.publicKey(), key.publicKey()).toString()),
                200);
        return key;
    }

    static ObjectNode umbral(String scope, PublicKey key, PublicKey verifying) {
        ObjectNode parameters = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        ArrayNode part = parameters
                .putArray("parameter")
                .addObject()
                .put("name", "umbral")
                .putArray("part");
        part.addObject().put("name", "scope").put("valueString", scope);
        part.addObject()
                .put("name", "publicKey")
                .put("valueString", HexFormat.of().formatHex(key.toBytes()));
        part.addObject()
                .put("name", "verifyingKey")
                .put("valueString", HexFormat.of().formatHex(verifying.toBytes()));
        return parameters;
    }

    /** Asked, answered on the screen, signed, and with fragments for the reader. */
    String grant(String member, PublicKey receiving, String provision) {
        String consent = gateway.ceremonies.ask(member, patientId, provision);
        LiveGateway.expect(complete(consent, Set.copyOf(fragments(receiving, 1, 1))), 200);
        return consent;
    }

    List<VerifiedKeyFrag> fragments(PublicKey receiving, int threshold, int shares) {
        return KeyFrags.of(threshold, shares).make(delegating, receiving, new Signer(signing, RANDOM), RANDOM);
    }

    /** The same where the network has proxies: 2 of 3, one for the gateway, one sealed to each of two members. */
    String grantOfThree(String member, PublicKey receiving, String provision) {
        String consent = gateway.ceremonies.ask(member, patientId, provision);
        LiveGateway.expect(complete(consent, sealed(consent, consent, member, receiving)), 200);
        return consent;
    }

    /** The three parts; {@code inside} is the consent that is named to the proxies. */
    List<Part> sealed(String consent, String inside, String member, PublicKey receiving) {
        List<JsonNode> holders = LiveGateway.expect(
                        gateway.get(gateway.patient(patientId), "/fhir/Organization/" + member + "/$keys"), 200)
                .path("parameter")
                .valueStream()
                .filter(it -> it.path("name").asString("").equals("holder"))
                .toList();
        List<VerifiedKeyFrag> made = fragments(receiving, 2, 3);
        List<Part> parts = new ArrayList<>(List.of(new Part(made.getFirst().toBytes(), Optional.empty())));
        for (int i = 0; i < holders.size(); i++) {
            JsonNode part = holders.get(i).path("part");
            PublicKey proxy = PublicKey.fromBytes(HexFormat.of()
                            .parseHex(part.path(1).path("valueString").asString("")))
                    .orThrow();
            ProxyFragment fragment = new ProxyFragment(
                    inside,
                    Optional.of(gateway.clock.instant().plusSeconds(86_400)),
                    KeyFrag.fromBytes(made.get(i + 1).toBytes()).orThrow());
            parts.add(new Part(
                    fragment.sealTo(proxy, RANDOM),
                    Optional.of(part.path(0).at("/valueReference/reference").asString(""))));
        }
        return parts;
    }

    /** A fragment as it is handed in; the holder as a reference, or the gateway. */
    record Part(byte[] bytes, Optional<String> holder) {}

    HttpResponse<String> complete(String consent, Collection<VerifiedKeyFrag> fragments) {
        return complete(
                consent,
                fragments.stream()
                        .map(it -> new Part(it.toBytes(), Optional.empty()))
                        .toList());
    }

    HttpResponse<String> complete(String consent, List<Part> fragments) {
        Ceremonies.Begun begun = gateway.ceremonies.begin(patientId, consent);
        StandInIssuer.Answer yes = gateway.issuer.yes(URI.create(begun.screen()), "account-" + patientId);
        gateway.send(gateway.request(
                        "", "/consent/callback?state=" + yes.state() + "&code=" + yes.code(), "Cookie", begun.cookie())
                .GET());
        ObjectNode parameters = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        ArrayNode all = parameters.putArray("parameter");
        all.addObject()
                .put("name", "signature")
                .put(
                        "valueString",
                        gateway.ceremonies.signature(patientId, gateway.ceremonies.payload(patientId, consent)));
        for (Part fragment : fragments) {
            ArrayNode part = all.addObject().put("name", "kfrag").putArray("part");
            part.addObject().put("name", "scope").put("valueString", "documents");
            part.addObject()
                    .put("name", "bytes")
                    .put("valueBase64Binary", Base64.getEncoder().encodeToString(fragment.bytes()));
            fragment.holder().ifPresent(it -> part.addObject()
                    .put("name", "holder")
                    .putObject("valueReference")
                    .put("reference", it));
            part.addObject()
                    .put("name", "verifyingKey")
                    .put(
                            "valueString",
                            HexFormat.of().formatHex(signing.publicKey().toBytes()));
        }
        return gateway.post(
                gateway.patient(patientId), "/fhir/Consent/" + consent + "/$complete", parameters.toString());
    }

    /** The content of a Binary, by the patient's own way. */
    byte[] open(String binaryId) throws IOException {
        JsonNode sealed = LiveGateway.expect(
                gateway.get(gateway.patient(patientId), "/fhir/Binary/" + binaryId + "/$sealed"), 200);
        try (DataKey key = sealedKey(sealed).open(delegating).orThrow()) {
            return opened(sealed, key, ciphertext(binaryId));
        }
    }

    byte[] ciphertext(String binaryId, String... headers) {
        return gateway.bytes(
                gateway.request(gateway.patient(patientId), "/fhir/Binary/" + binaryId + "/$sealed", headers)
                        .header("Accept", "application/octet-stream")
                        .GET());
    }

    /** A content from what a delivery told its reader. */
    static byte[] open(JsonNode delivery, SecretKey own, byte[] ciphertext) throws IOException {
        SealedKey sealed = sealedKey(delivery);
        PublicKey owner = point(delivery, "delegatingKey");
        PublicKey verifying = point(delivery, "verifyingKey");
        var fragments = delivery.path("cfrags")
                .valueStream()
                .map(each -> CapsuleFrag.fromBytes(Base64.getDecoder().decode(each.asString("")))
                        .then(it -> it.verify(sealed.capsule(), verifying, owner, own.publicKey()))
                        .orThrow())
                .toList();
        try (DataKey key = sealed.open(own, owner, fragments).orThrow()) {
            return opened(delivery, key, ciphertext);
        }
    }

    static byte[] opened(JsonNode told, DataKey key, byte[] ciphertext) throws IOException {
        JsonNode context = told.path("context");
        try (InputStream content = new Envelope(told.path("segmentSize").asInt(0))
                .opening(
                        new ByteArrayInputStream(ciphertext),
                        key,
                        new EnvelopeContext(
                                context.path("attachmentId").asString(""),
                                context.path("version").asString(""),
                                context.path("bundleHash").asString("")))) {
            return content.readAllBytes();
        }
    }

    static SealedKey sealedKey(JsonNode told) {
        byte[] capsule = Base64.getDecoder().decode(told.path("capsule").asString(""));
        byte[] encrypted = Base64.getDecoder().decode(told.path("encryptedKey").asString(""));
        byte[] bytes = Arrays.copyOf(capsule, capsule.length + encrypted.length);
        System.arraycopy(encrypted, 0, bytes, capsule.length, encrypted.length);
        return SealedKey.fromBytes(bytes).orThrow();
    }

    private static PublicKey point(JsonNode told, String name) {
        return PublicKey.fromBytes(HexFormat.of().parseHex(told.path(name).asString("")))
                .orThrow();
    }
}
