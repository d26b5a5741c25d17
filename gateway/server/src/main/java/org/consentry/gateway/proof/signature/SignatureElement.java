package org.consentry.gateway.proof.signature;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The member {@code signature} of a Bundle's root, found without reading what the Bundle holds. */
final class SignatureElement {
    private static final ObjectReader JSON =
            JsonMapper.builder().build().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final byte[] NAME = "\"signature\"".getBytes(StandardCharsets.US_ASCII);

    private SignatureElement() {}

    /** Empty when there is none, and for what is no JSON object: the store says so better. */
    static Optional<JsonNode> of(byte[] bundle) {
        if (!mentions(bundle)) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(bundle)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals("signature");
                parser.nextToken();
                if (wanted) {
                    return Optional.of(JSON.readTree(parser));
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /** Few Bundles are signed, and looking for the name costs a tenth of parsing. */
    private static boolean mentions(byte[] bundle) {
        for (int i = 0; i <= bundle.length - NAME.length; i++) {
            if (bundle[i] == '"' && bundle[i + 1] == 's' && matches(bundle, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] bundle, int from) {
        for (int i = 2; i < NAME.length; i++) {
            if (bundle[from + i] != NAME[i]) {
                return false;
            }
        }
        return true;
    }
}
