package org.consentry.crypto.umbral;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors in the repository, read as a stranger would and made again. */
class UmbralVectorsTests {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JsonNode file = read();
    private final PublicKey verifying = key("verifyingPublic");
    private final PublicKey delegating = key("delegatingPublic");
    private final PublicKey receiving = key("receivingPublic");
    private final Capsule capsule =
            Capsule.fromBytes(bytes(file.at("/sealed/capsule"))).orThrow();
    private final Sealed sealed = new Sealed(capsule, bytes(file.at("/sealed/ciphertext")));

    private static JsonNode read() {
        try (InputStream in = UmbralVectorsTests.class.getResourceAsStream("/umbral-vectors.json")) {
            return MAPPER.readTree(in);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static byte[] bytes(JsonNode hex) {
        return Hex.decodeStrict(hex.asString());
    }

    private PublicKey key(String name) {
        return PublicKey.fromBytes(bytes(file.at("/keys/" + name))).orThrow();
    }

    @Test
    void refusesEveryForgeryWithItsReason() {
        for (JsonNode forgery : file.get("refused")) {
            Flaw flaw = Flaw.valueOf(forgery.get("flaw").asString());
            byte[] bytes = bytes(forgery.get("bytes"));
            Checked<?> outcome =
                    switch (forgery.get("kind").asString()) {
                        case "keyFrag" ->
                            KeyFrag.fromBytes(bytes).then(f -> f.verify(verifying, delegating, receiving));
                        case "capsule" -> Capsule.fromBytes(bytes);
                        default ->
                            CapsuleFrag.fromBytes(bytes).then(f -> f.verify(capsule, verifying, delegating, receiving));
                    };

            assertThat(outcome).isEqualTo(new Checked.Refused<>(flaw));
        }
    }

    @Test
    void opensWithAnyTwoOfTheThreeFragments() {
        SecretKey receiver =
                SecretKey.fromBytes(bytes(file.at("/keys/receivingSecret"))).orThrow();
        List<VerifiedCapsuleFrag> fragments = new ArrayList<>();
        for (JsonNode hex : file.get("capsuleFrags")) {
            fragments.add(CapsuleFrag.fromBytes(bytes(hex))
                    .then(f -> f.verify(capsule, verifying, delegating, receiving))
                    .orThrow());
        }

        assertThat(sealed.open(receiver, delegating, fragments.subList(0, 2)).orThrow())
                .isEqualTo(bytes(file.at("/sealed/plaintext")));
        assertThat(sealed.open(receiver, delegating, fragments.subList(1, 3)).orThrow())
                .isEqualTo(bytes(file.at("/sealed/plaintext")));
    }

    @Test
    void acceptsEveryKeyFragment() {
        for (JsonNode hex : file.get("keyFrags")) {
            assertThat(KeyFrag.fromBytes(bytes(hex)).then(f -> f.verify(verifying, delegating, receiving)))
                    .isInstanceOf(Checked.Accepted.class);
        }
    }

    @Test
    void makesTheSameFileAgain() throws IOException {
        assertThat(MAPPER.<JsonNode>valueToTree(UmbralVectors.vectors())).isEqualTo(file);
    }
}
