package org.consentry.crypto.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sealed content the portal's implementation must open too. */
class EnvelopeVectorTests {

    @Test
    void opensTheVectors() throws IOException {
        JsonNode vector;
        try (InputStream in = EnvelopeVectorTests.class.getResourceAsStream("/envelope-vectors.json")) {
            vector = JsonMapper.builder().build().readTree(in);
        }
        EnvelopeContext context = new EnvelopeContext(
                vector.get("attachmentId").asString(),
                vector.get("version").asString(),
                vector.get("bundleHash").asString());
        DataKey key = DataKey.of(bytes(vector, "dataKey"));
        Envelope envelope = new Envelope(vector.get("segmentSize").asInt());

        assertThat(context.associatedData()).isEqualTo(bytes(vector, "associatedData"));
        assertThat(envelope.opening(new ByteArrayInputStream(bytes(vector, "ciphertext")), key, context)
                        .readAllBytes())
                .isEqualTo(bytes(vector, "content"));
        assertThat(envelope.opening(new ByteArrayInputStream(bytes(vector, "emptyCiphertext")), key, context)
                        .readAllBytes())
                .isEmpty();
    }

    private static byte[] bytes(JsonNode vector, String name) {
        return Hex.decodeStrict(vector.get(name).asString());
    }
}
