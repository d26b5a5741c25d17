package org.consentry.gateway.web.sharing;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.KeyRegistration;
import org.consentry.gateway.sharing.KeySet;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET Organization/[id]/$jwks}: a member's live keys as a JWK Set (RFC 7517), so that an Endpoint of the member's can
 * name one address at which they are found. For everybody who is signed in; without keys 404.
 */
@Component
class JwksOperation implements FhirOperation {
    private static final String MEDIA = "application/jwk-set+json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KeyRegistration registration;

    JwksOperation(KeyRegistration registration) {
        this.registration = registration;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("jwks", Level.INSTANCE).on("Organization").producing(MEDIA);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        KeySet keys = registration.of(KeyOwners.of(call));
        ObjectNode set = JSON.createObjectNode();
        ArrayNode list = set.putArray("keys");
        boolean one = keys.signing().isPresent() && keys.signing().equals(keys.wrapping());
        keys.signing().ifPresent(key -> add(list, key, one ? "" : "sig"));
        keys.wrapping().filter(key -> !one).ifPresent(key -> add(list, key, "enc"));
        if (list.isEmpty()) {
            throw Problem.of(ProblemKind.NOT_FOUND, "No keys are registered");
        }
        byte[] bytes = set.toString().getBytes(StandardCharsets.UTF_8);
        return new FhirAnswer(200, Map.of(), new FhirAnswer.Body.Streamed(MEDIA, out -> out.write(bytes)));
    }

    /** A key that both signs and receives says no {@code use}. */
    private static void add(ArrayNode list, PublicJwk key, String use) {
        ObjectNode jwk = (ObjectNode) JSON.readTree(key.toJson());
        jwk.put("kid", key.thumbprint().value());
        if (!use.isEmpty()) {
            jwk.put("use", use);
        }
        list.add(jwk);
    }
}
