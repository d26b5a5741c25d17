package org.consentry.crypto.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The members of a JWS protected header this package reads and writes. */
record JwsHeader(
        Optional<String> algorithm,
        Optional<String> keyId,
        Optional<String> time,
        Optional<String> canonicalization,
        List<String> certificates,
        boolean critical) {

    private static final JsonCanonicalizer JSON = new JsonCanonicalizer(JsonCanonicalizer.Numbers.EXACT, 16);

    /** A header that was read, or nothing if the text is not base64url of a JSON object. */
    static Optional<JwsHeader> read(String encoded) {
        return Base64Text.url(encoded).flatMap(json -> switch (JSON.read(json)) {
            case Canonicalization.Canonical canonical -> of(canonical.json().root());
            case Canonicalization.Refused refused -> Optional.empty();
        });
    }

    private static Optional<JwsHeader> of(JsonCursor header) {
        if (!header.isObject()) {
            return Optional.empty();
        }
        List<JsonCursor> x5c = header.member("x5c").map(JsonCursor::elements).orElse(List.of());
        List<String> certificates =
                x5c.stream().flatMap(one -> one.string().stream()).toList();
        if (certificates.size() != x5c.size() || header.member("x5c").isPresent() == certificates.isEmpty()) {
            // RFC 7515, section 4.1.6: an array of strings. What looks like a certificate and is none is not passed
            // over.
            return Optional.empty();
        }
        return Optional.of(new JwsHeader(
                text(header, "alg"),
                text(header, "kid").filter(KeyId::isWellFormed),
                text(header, "sigT"),
                text(header, "canon"),
                certificates,
                // RFC 7797's b64 changes what is signed and must be critical; both are refused.
                header.member("crit").isPresent() || header.member("b64").isPresent()));
    }

    /** A bundle signature's header, base64url. All values are free of characters that JSON would escape. */
    static String write(SigningKey key, String time, SignedForm form, Commitment commitment) {
        StringBuilder json = new StringBuilder(1024)
                .append("{\"alg\":\"ES256\",\"canon\":\"")
                .append(form.uri())
                .append("\",\"kid\":\"")
                .append(key.id().value())
                .append("\",\"sigT\":\"")
                .append(time)
                .append("\",\"srCms\":[{\"commId\":{\"desc\":\"")
                .append(commitment.display())
                .append("\",\"id\":\"")
                .append(commitment.uri())
                .append("\"}}],\"typ\":\"JOSE\"");
        List<String> certificates = key.encodedCertificates();
        if (!certificates.isEmpty()) {
            json.append(",\"x5c\":[\"")
                    .append(String.join("\",\"", certificates))
                    .append("\"]");
        }
        return encoded(json.append('}').toString());
    }

    static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> text(JsonCursor header, String name) {
        return header.member(name).flatMap(JsonCursor::string);
    }
}
