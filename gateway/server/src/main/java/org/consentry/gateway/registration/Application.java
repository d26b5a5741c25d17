package org.consentry.gateway.registration;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * Somebody's wish to belong to the network.
 *
 * @param id the gateway's name for it
 * @param account subject of the person who applied
 * @param status where it stands
 */
public record Application(String id, String account, Asked asked, Status status, Instant at) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} .,'&()-]{0,79}");
    private static final int LONGEST_KEYS = 8_192;
    private static final int MOST_KEYS = 4;
    private static final int LEAST_RSA = 2_048;

    /** What one can become. */
    public enum Kind {
        INSTITUTION,
        PAYER,
        RESEARCHER;

        /** As it is written. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads what was written. @throws Problem MALFORMED for anything else */
        public static Kind of(String code) {
            for (Kind kind : values()) {
                if (kind.code().equals(code)) {
                    return kind;
                }
            }
            throw Problem.at(ProblemKind.MALFORMED, "kind", "institution, payer or researcher");
        }
    }

    /** Where an application stands. */
    public enum Status {
        PENDING,
        APPROVED,
        REFUSED;

        /** As it is written. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What was asked for.
     *
     * @param member the id that the applicant wants to have: lower-case letters, digits and hyphens
     * @param name as people will read it
     * @param jwks the public keys of the applicant's system, a JWK Set
     */
    public record Asked(Kind kind, String member, String name, String jwks) {
        public Asked {
            if (!ID.matcher(member).matches() || member.equals(OrganizationId.AUTHORITY.value())) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, "id", "1 to 40 of a-z, 0-9 and '-', beginning with no '-'");
            }
            // The name will stand where a patient decides; what could pass for markup or turn text around stays out.
            if (!NAME.matcher(name).matches()) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE, "name", "1 to 80 letters, digits, spaces and . , ' & ( ) -");
            }
            jwks = keys(jwks);
        }

        private static String keys(String text) {
            if (text.length() > LONGEST_KEYS) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, "jwks", "at most " + LONGEST_KEYS + " characters");
            }
            try {
                JWKSet set = JWKSet.parse(text);
                if (set.getKeys().stream().anyMatch(JWK::isPrivate)) {
                    throw Problem.at(ProblemKind.MALFORMED, "jwks", "a private key is never handed out");
                }
                if (set.size() == 0
                        || set.size() > MOST_KEYS
                        || !set.getKeys().stream().allMatch(Asked::signs)) {
                    throw Problem.at(
                            ProblemKind.UNPROCESSABLE,
                            "jwks",
                            "1 to " + MOST_KEYS + " public keys: EC on P-256 or P-384, or RSA of 2048 bits");
                }
                return set.toPublicJWKSet().toString();
            } catch (ParseException e) {
                throw Problem.at(ProblemKind.MALFORMED, "jwks", "a JWK Set");
            }
        }

        private static boolean signs(JWK key) {
            return switch (key) {
                case ECKey ec ->
                    ec.getCurve().equals(Curve.P_256) || ec.getCurve().equals(Curve.P_384);
                case RSAKey rsa -> rsa.size() >= LEAST_RSA;
                default -> false;
            };
        }
    }
}
