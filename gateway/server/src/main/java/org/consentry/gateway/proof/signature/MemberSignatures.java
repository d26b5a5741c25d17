package org.consentry.gateway.proof.signature;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.consentry.crypto.signature.BundleVerifier;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.crypto.signature.SignedDigest;
import org.consentry.crypto.signature.Verification;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.AuthorSignature;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * A member's own signature over the Bundle it hands in ({@code Bundle.signature}): a detached ES256 JWS over the
 * canonical form without {@code id}, {@code meta} and {@code signature}, by a key that the member has registered. What
 * does not hold is refused before anything is stored; the refusals name {@code Bundle.signature} and never its content.
 *
 * @see <a href="https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.signature">Bundle.signature</a>
 */
@Component
public class MemberSignatures {
    /** How far ahead of ours a hospital's clock may be. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static final String PLACE = "Bundle.signature";

    private final MemberKeys keys;
    private final Clock clock;
    private final String ownBase;

    public MemberSignatures(MemberKeys keys, Clock clock, GatewaySettings settings) {
        this.keys = keys;
        this.clock = clock;
        this.ownBase = settings.fhir() + "/";
    }

    /** The author, having signed the Bundle if it carries a signature. @throws Problem when that does not hold */
    public Author signed(Author author, byte[] bundle) {
        return in(bundle, author.source()).map(author::signing).orElse(author);
    }

    /** The signature in a Bundle, checked; empty when there is none. @throws Problem when it does not hold */
    private Optional<AuthorSignature> in(byte[] bundle, OrganizationId member) {
        Optional<JsonNode> element = SignatureElement.of(bundle);
        if (element.isEmpty()) {
            return Optional.empty();
        }
        if (!element.get().isObject()) {
            throw Problem.at(ProblemKind.MALFORMED, PLACE, "one Signature");
        }
        if (!(JsonCanonicalizer.strict().read(bundle) instanceof Canonicalization.Canonical canonical)) {
            throw refused("", "the Bundle holds a number or a text that has no canonical form");
        }
        return Optional.of(checked(canonical.json(), element.get(), member));
    }

    private AuthorSignature checked(CanonicalJson bundle, JsonNode element, OrganizationId member) {
        byte[] bytes = element.toString().getBytes(StandardCharsets.UTF_8);
        Verification verification = new BundleVerifier(name -> keys.live(member, name)).verify(bundle, bytes);
        switch (verification) {
            case Verification.Valid valid -> requireSigner(element, member, valid);
            case Verification.UnknownKey unknown ->
                throw refused("", "the member has not registered a signing key of that name (kid)");
            case Verification.BadSignature bad -> throw refused("", "the signature is not over this Bundle");
            case Verification.Malformed malformed ->
                throw refused("", malformed.reason().text());
        }
        String jws =
                new String(Base64.getDecoder().decode(element.path("data").asString("")), StandardCharsets.US_ASCII);
        byte[] signed = SignedDigest.of(bundle, jws).orElseThrow().sha256();
        return new AuthorSignature(((Verification.Valid) verification).signer().value(), bytes, jws, signed);
    }

    /** A key signs for its owner alone, and not for a moment that has not come. */
    private void requireSigner(JsonNode element, OrganizationId member, Verification.Valid valid) {
        String who = element.path("who").path("reference").asString("");
        if (!Set.of("", member.reference(), ownBase + member.reference()).contains(who)) {
            throw refused(".who", "the member that hands the Bundle in");
        }
        if (!element.path("type").path(0).path("code").isString()) {
            throw refused(".type", "at least one code");
        }
        Instant when;
        try {
            when = OffsetDateTime.parse(valid.signedAt()).toInstant();
        } catch (DateTimeException e) {
            throw refused(".when", "an instant");
        }
        if (when.isAfter(clock.instant().plus(AHEAD))) {
            throw refused(".when", "not in the future");
        }
    }

    private static Problem refused(String member, String rule) {
        return Problem.at(ProblemKind.UNPROCESSABLE, PLACE + member, rule);
    }
}
