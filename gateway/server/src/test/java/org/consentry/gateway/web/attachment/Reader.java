package org.consentry.gateway.web.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.VerifiedCapsuleFrag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A member's system that knows nothing but HTTP and its own key. */
record Reader(
        HttpClient http, String base, String name, @Nullable SecretKey key) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Reader(String base, String name) {
        this(HttpClient.newHttpClient(), base, name, null);
    }

    Reader withKey(SecretKey own) {
        return new Reader(http, base, name, own);
    }

    /** What {@code GET /deliveries/[id]} answered. */
    record Delivered(JsonNode json) {
        URI uri() {
            return URI.create(text("uri"));
        }

        String id() {
            return text("id");
        }

        String sha256() {
            return text("sha256");
        }

        private String text(String name) {
            return json.path(name).asString();
        }

        private byte[] base64(String name) {
            return Base64.getDecoder().decode(text(name));
        }

        private PublicKey point(String name) {
            return PublicKey.fromBytes(HexFormat.of().parseHex(text(name))).orThrow();
        }
    }

    HttpResponse<byte[]> show(String delivery) throws IOException, InterruptedException {
        return send("GET", URI.create(base + "/deliveries/" + delivery));
    }

    Delivered delivery(String id) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = show(id);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return new Delivered(JSON.readTree(answer.body()));
    }

    HttpResponse<byte[]> get(URI uri, String... headers) throws IOException, InterruptedException {
        return send("GET", uri, headers);
    }

    HttpResponse<byte[]> send(String method, URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        if (!name.isEmpty()) {
            request.header("X-Caller", name);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Asks again while somebody else's fetch is still being ended. */
    HttpResponse<byte[]> untilFree(URI uri) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(uri);
        for (int i = 0; i < 60 && answer.statusCode() == 409; i++) {
            answer = get(uri);
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    int acknowledge(String delivery, String sha256) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/deliveries/" + delivery + "/ack"))
                .header("X-Caller", name)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"sha256\":\"" + sha256 + "\"}"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Opens a ciphertext with the reader's own key and what the delivery told. */
    byte[] open(Delivered delivered, byte[] ciphertext) throws IOException {
        byte[] capsule = delivered.base64("capsule");
        byte[] encrypted = delivered.base64("encryptedKey");
        byte[] sealedBytes = Arrays.copyOf(capsule, capsule.length + encrypted.length);
        System.arraycopy(encrypted, 0, sealedBytes, capsule.length, encrypted.length);
        SealedKey sealed = SealedKey.fromBytes(sealedBytes).orThrow();
        PublicKey owner = delivered.point("delegatingKey");
        SecretKey own = java.util.Objects.requireNonNull(key);
        List<VerifiedCapsuleFrag> fragments = new ArrayList<>();
        for (JsonNode each : delivered.json().path("cfrags")) {
            fragments.add(CapsuleFrag.fromBytes(Base64.getDecoder().decode(each.asString()))
                    .then(it -> it.verify(sealed.capsule(), delivered.point("verifyingKey"), owner, own.publicKey()))
                    .orThrow());
        }
        JsonNode context = delivered.json().path("context");
        try (DataKey dataKey = sealed.open(own, owner, fragments).orThrow();
                InputStream content = new Envelope(
                                delivered.json().path("segmentSize").asInt())
                        .opening(
                                new ByteArrayInputStream(ciphertext),
                                dataKey,
                                new EnvelopeContext(
                                        context.path("attachmentId").asString(),
                                        context.path("version").asString(),
                                        context.path("bundleHash").asString()))) {
            return content.readAllBytes();
        }
    }
}
