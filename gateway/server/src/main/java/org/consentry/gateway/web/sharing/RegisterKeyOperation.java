package org.consentry.gateway.web.sharing;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.crypto.signature.JwkReading;
import org.consentry.crypto.signature.KeyThumbprint;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.gateway.attachment.SharingScope;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.Holders;
import org.consentry.gateway.sharing.KeyOwner;
import org.consentry.gateway.sharing.KeyRegistration;
import org.consentry.gateway.sharing.KeySet;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$register-key} and {@code Organization/[id]/$register-key}, by the patient or the member itself.
 * Parameters: {@code jwk} (a public P-256 JWK as text; a member's two when each has a {@code use}) and any number of {@code umbral} with the parts {@code scope},
 * {@code publicKey} and, for patients, {@code verifyingKey}, 33 bytes in hex each. 409 when other keys are live. A member's
 * new signing key takes the place of the one that {@code replaces} names by its thumbprint.
 */
@Component
class RegisterKeyOperation implements FhirOperation {
    private static final int MOST_SCOPES = 8;

    private final KeyRegistration registration;

    RegisterKeyOperation(KeyRegistration registration) {
        this.registration = registration;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("register-key", Level.INSTANCE).on("Patient", "Organization");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        KeyOwner owner = KeyOwners.of(call);
        KeyOwners.requireOwner(call.caller(), owner);
        Parameters parameters = Parameters.read(call.body());
        return switch (registered(owner, keys(parameters, owner), parameters.text("replaces"))) {
            case KeyRegistration.Registration.Registered done ->
                FhirAnswer.json(200, KeysJson.of(registration.of(owner)));
            case KeyRegistration.Registration.Unchanged same ->
                FhirAnswer.json(200, KeysJson.of(registration.of(owner)));
            case KeyRegistration.Registration.Conflicting other ->
                throw Problem.of(ProblemKind.CONFLICT, "Other keys are registered already");
        };
    }

    private KeyRegistration.Registration registered(KeyOwner owner, KeySet keys, Optional<String> replaces) {
        if (replaces.isEmpty()) {
            return registration.register(owner, keys);
        }
        if (!(owner instanceof KeyOwner.OfMember member)) {
            throw Problem.at(ProblemKind.MALFORMED, "replaces", "a member's signing key");
        }
        try {
            return registration.replace(member, keys, new KeyThumbprint(replaces.get()));
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, "replaces", "a key's thumbprint");
        }
    }

    static KeySet keys(Parameters parameters, KeyOwner owner) {
        boolean patient = owner.patientId().isPresent();
        List<Parameters> umbral = parameters.parts("umbral");
        Map<KeyUse, PublicJwk> p256 = p256(parameters);
        if (umbral.size() > MOST_SCOPES) {
            throw Problem.at(ProblemKind.MALFORMED, "umbral", "at most " + MOST_SCOPES);
        }
        if (patient && (p256.isEmpty() || p256.containsKey(KeyUse.ENCRYPTION))) {
            throw Problem.at(ProblemKind.MALFORMED, "jwk", "a key for signatures is required");
        }
        if (p256.isEmpty() && umbral.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "umbral", "this parameter is required");
        }
        List<KeySet.UmbralKey> keys = umbral.stream()
                .map(part -> patient ? delegating(part) : receiving(part))
                .toList();
        if (keys.stream().map(KeySet.UmbralKey::scope).distinct().count() < keys.size()) {
            throw Problem.at(ProblemKind.MALFORMED, "umbral.scope", "one key per scope");
        }
        Optional<PublicJwk> both = Optional.ofNullable(p256.get(KeyUse.BOTH));
        return new KeySet(
                both.or(() -> Optional.ofNullable(p256.get(KeyUse.SIGNATURES))),
                both.or(() -> Optional.ofNullable(p256.get(KeyUse.ENCRYPTION))),
                keys);
    }

    /** One key for both uses, or one for each; never the same for each. */
    private static Map<KeyUse, PublicJwk> p256(Parameters parameters) {
        Map<KeyUse, PublicJwk> keys = new EnumMap<>(KeyUse.class);
        for (String text : parameters.texts("jwk")) {
            PublicJwk key = jwk(text);
            boolean again = keys.containsValue(key) || keys.putIfAbsent(KeyUse.of(text), key) != null;
            if (again || (keys.size() > 1 && keys.containsKey(KeyUse.BOTH))) {
                throw Problem.at(ProblemKind.MALFORMED, "jwk", "one key for each use");
            }
        }
        return keys;
    }

    private static KeySet.UmbralKey delegating(Parameters part) {
        return new KeySet.UmbralKey(
                new SharingScope(part.requireText("scope")), point(part, "publicKey"), point(part, "verifyingKey"));
    }

    /** A member has one receiving key for all scopes, and one for its proxy when it runs one. */
    private static KeySet.UmbralKey receiving(Parameters part) {
        PublicKey key = point(part, "publicKey");
        boolean proxy = part.text("scope").filter(Holders.PROXY.value()::equals).isPresent();
        return new KeySet.UmbralKey(proxy ? Holders.PROXY : KeySet.RECEIVING, key, key);
    }

    private static PublicJwk jwk(String text) {
        return switch (PublicJwk.parse(text.getBytes(StandardCharsets.UTF_8))) {
            case JwkReading.Accepted accepted -> accepted.key();
            case JwkReading.Refused refused ->
                throw Problem.at(ProblemKind.MALFORMED, "jwk", refused.reason().text());
        };
    }

    private static PublicKey point(Parameters part, String name) {
        return point(part.requireText(name), name);
    }

    static PublicKey point(String hex, String name) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, "umbral." + name, "66 hex digits");
        }
        return switch (PublicKey.fromBytes(bytes)) {
            case Checked.Accepted<PublicKey> accepted -> accepted.value();
            case Checked.Refused<PublicKey> refused ->
                throw Problem.at(
                        ProblemKind.MALFORMED, "umbral." + name, refused.flaw().text());
        };
    }
}
