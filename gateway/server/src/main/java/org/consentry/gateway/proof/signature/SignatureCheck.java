package org.consentry.gateway.proof.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.consentry.crypto.signature.BundleVerifier;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.SignedDigest;
import org.consentry.crypto.signature.Verification;
import org.consentry.crypto.signature.VerificationKeys;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.SignatureFinding.Role;
import org.consentry.gateway.proof.signature.SignatureFinding.State;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.merkle.Hash;
import tools.jackson.databind.JsonNode;

/**
 * Checks the signatures in a Provenance. A signature counts only if it is the one whose hash the ledger entry holds: one
 * valid signature cannot take the place of another.
 */
public final class SignatureCheck {
    private final VerificationKeys authority;
    private final MemberKeys members;

    public SignatureCheck(VerificationKeys authority, MemberKeys members) {
        this.authority = authority;
        this.members = members;
    }

    /**
     * What the author signed.
     *
     * @param member who handed the bundle in
     * @param signed SHA-256 of the signing input
     */
    public record Authored(OrganizationId member, byte[] signed) {}

    /**
     * The authority's signature, and the author's if it signed.
     *
     * @param logged the entry, when a checkpoint covers it
     */
    public List<SignatureFinding> of(
            CanonicalJson bundle, JsonNode signatures, Optional<Authored> authored, Optional<Entry> logged) {
        List<SignatureFinding> found = new ArrayList<>(2);
        JsonNode own = signatures.path(0);
        Verification verification =
                new BundleVerifier(authority).verify(bundle, own.toString().getBytes(StandardCharsets.UTF_8));
        found.add(finding(Role.AUTHORITY, verification, isLogged(own, logged, Entry::signer)));
        authored.ifPresent(author -> found.add(author(author, signatures.path(1), logged)));
        return List.copyOf(found);
    }

    private SignatureFinding author(Authored author, JsonNode element, Optional<Entry> logged) {
        Verification verification =
                new SignedDigest(author.signed()).verify(jws(element), name -> members.ever(author.member(), name));
        return finding(Role.AUTHOR, verification, isLogged(element, logged, Entry::author));
    }

    /** Whether it is the signature that the entry names; before there is an entry, nothing can be said against it. */
    private static boolean isLogged(
            JsonNode element, Optional<Entry> logged, Function<Entry, Optional<Signer>> signer) {
        Hash signature = Hash.sha256(jws(element).getBytes(StandardCharsets.US_ASCII));
        return logged.isEmpty()
                || signer.apply(logged.get())
                        .filter(by -> by.signature().equals(signature))
                        .isPresent();
    }

    private static SignatureFinding finding(Role role, Verification verification, boolean logged) {
        return switch (verification) {
            case Verification.Valid valid ->
                new SignatureFinding(role, valid.signer().value(), logged ? State.OK : State.BAD_SIGNATURE);
            case Verification.UnknownKey unknown ->
                new SignatureFinding(role, unknown.signer().value(), State.UNKNOWN_KEY);
            case Verification.BadSignature bad ->
                new SignatureFinding(role, bad.signer().value(), State.BAD_SIGNATURE);
            case Verification.Malformed malformed -> new SignatureFinding(role, "", State.BAD_SIGNATURE);
        };
    }

    private static String jws(JsonNode element) {
        try {
            byte[] data = Base64.getDecoder().decode(element.path("data").asString(""));
            return new String(data, StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
