package org.consentry.crypto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors the portal's implementation is checked against too. */
class SharedVectorTests {

    private static JsonNode file(String name) {
        try (InputStream in = SharedVectorTests.class.getResourceAsStream(name)) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Canonicalization read(JsonNode vector) {
        return JsonCanonicalizer.strict().read(vector.get("in").asString().getBytes(UTF_8));
    }

    @Test
    void refusesWhatHasNoCanonicalForm() {
        for (JsonNode vector : file("/jcs-vectors.json").get("refused")) {
            assertThat(read(vector))
                    .isEqualTo(new Canonicalization.Refused(
                            Canonicalization.Reason.valueOf(vector.get("reason").asString()),
                            vector.get("offset").asInt()));
        }
    }

    @Test
    void givesTheCanonicalForms() {
        for (JsonNode vector : file("/jcs-vectors.json").get("canonical")) {
            assertThat(new String(read(vector).orThrow().bytes(), UTF_8))
                    .isEqualTo(vector.get("out").asString());
        }
    }

    @Test
    void acceptsThePatientsSignature() {
        JsonNode vector = file("/jws-vectors.json");
        PublicJwk key = ((JwkReading.Accepted)
                        PublicJwk.parse(vector.get("jwk").asString().getBytes(UTF_8)))
                .key();
        byte[] payload = vector.get("payload").asString().getBytes(UTF_8);

        Verification verification = DetachedJws.verify(vector.get("jws").asString(), payload, key);

        assertThat(key.thumbprint().value()).isEqualTo(vector.get("thumbprint").asString());
        assertThat(verification)
                .isEqualTo(new Verification.Valid(key.thumbprint().asKeyId(), ""));
    }
}
