package org.consentry.gateway.proof.signature;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.consentry.crypto.signature.BundleVerifier;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.crypto.signature.Verification;
import org.consentry.crypto.signature.VerificationKeys;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.SignatureFinding.Role;
import org.consentry.gateway.proof.signature.SignatureFinding.State;
import org.consentry.gateway.record.StoredVersion;
import tools.jackson.databind.JsonNode;

/**
 * The signature that a stored Bundle carries itself: a document, say, that its hospital signed before anybody stored it.
 * It counts only by a key of the organization that {@code Signature.who} names, or of the one that stored the Bundle when
 * it names none: a key signs for its owner alone. A Bundle whose attachments were sealed on the way in is no longer what was
 * signed, through no fault of its signer: such a signature counts as not checked.
 *
 * @see <a href="https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.signature">Bundle.signature</a>
 */
public final class ContentSignature {
    private static final String ORGANIZATION = "Organization/";

    /** Stands where an attachment's content was taken out and sealed; see {@code attachment}. */
    private static final String SEALED = "https://consentry.org/fhir/StructureDefinition/attachment-sha256";

    private final VerificationKeys authority;
    private final MemberKeys members;
    private final String ownBase;

    public ContentSignature(VerificationKeys authority, MemberKeys members, GatewaySettings settings) {
        this.authority = authority;
        this.members = members;
        this.ownBase = settings.fhir() + "/";
    }

    /** What became of it; empty for a Bundle that carries none. */
    public Optional<SignatureFinding> of(StoredVersion bundle) {
        return SignatureElement.of(bundle.json()).map(element -> checked(bundle, element));
    }

    private SignatureFinding checked(StoredVersion bundle, JsonNode element) {
        if (!(JsonCanonicalizer.strict().read(bundle.json()) instanceof Canonicalization.Canonical canonical)) {
            return new SignatureFinding(Role.CONTENT, "", State.BAD_SIGNATURE);
        }
        SignatureFinding finding = finding(
                verified(canonical.json(), element, keysOf(signer(element).orElse(bundle.source()))));
        boolean sealed = new String(bundle.json(), StandardCharsets.UTF_8).contains(SEALED);
        return finding.state() == State.BAD_SIGNATURE && sealed
                ? new SignatureFinding(Role.CONTENT, finding.keyId(), State.NOT_CHECKED)
                : finding;
    }

    private static Verification verified(CanonicalJson bundle, JsonNode element, VerificationKeys keys) {
        return new BundleVerifier(keys).verify(bundle, element.toString().getBytes(StandardCharsets.UTF_8));
    }

    private VerificationKeys keysOf(OrganizationId signer) {
        return signer.equals(OrganizationId.AUTHORITY) ? authority : name -> members.ever(signer, name);
    }

    /** The organization that a person signed for, or that signed. */
    private Optional<OrganizationId> signer(JsonNode element) {
        return organization(element.path("onBehalfOf")).or(() -> organization(element.path("who")));
    }

    private Optional<OrganizationId> organization(JsonNode who) {
        String reference = who.path("reference").asString("");
        String local = reference.startsWith(ownBase) ? reference.substring(ownBase.length()) : reference;
        return Optional.of(local)
                .filter(name -> name.startsWith(ORGANIZATION))
                .map(name -> name.substring(ORGANIZATION.length()).replaceFirst("/_history/.*", ""))
                .filter(OrganizationId::isOne)
                .map(OrganizationId::new);
    }

    private static SignatureFinding finding(Verification verification) {
        return switch (verification) {
            case Verification.Valid valid ->
                new SignatureFinding(Role.CONTENT, valid.signer().value(), State.OK);
            case Verification.UnknownKey unknown ->
                new SignatureFinding(Role.CONTENT, unknown.signer().value(), State.UNKNOWN_KEY);
            case Verification.BadSignature bad ->
                new SignatureFinding(Role.CONTENT, bad.signer().value(), State.BAD_SIGNATURE);
            case Verification.Malformed malformed ->
                new SignatureFinding(
                        Role.CONTENT,
                        "",
                        malformed.reason() == Verification.Reason.WRONG_FORMAT
                                ? State.NOT_CHECKED
                                : State.BAD_SIGNATURE);
        };
    }
}
