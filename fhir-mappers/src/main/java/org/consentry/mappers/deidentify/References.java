package org.consentry.mappers.deidentify;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/*
 * Rewriting where a reference points, so that it still points there.
 *
 * A resource's id becomes a pseudonym of the id alone, so all of these meet it again: relative
 * (Patient/1), absolute (https://host/fhir/Patient/1/_history/2, whose host and version go), urn:uuid
 * (whose bundle entry's fullUrl is rewritten alike), contained (#1). A conditional reference by
 * identifier meets the pseudonym that the identifier itself gets. Any other query may hold names and
 * dates: it becomes one opaque identifier, so that equal queries stay equal. What is none of these is
 * not a reference and goes.
 *
 * Two servers that both have a Patient/1 become one where a file mixes them; an export never does.
 */
final class References {
    /** The system of every pseudonymous identifier. */
    static final String SYSTEM = "https://consentry.org/fhir/sid/pseudonym";

    private static final String URN = "urn:uuid:";

    private References() {}

    static @Nullable String rewrite(String reference, Pseudonyms pseudonyms) {
        if (reference.startsWith("#")) {
            return reference.length() == 1 ? reference : "#" + pseudonyms.id(reference.substring(1));
        }
        if (reference.startsWith(URN)) {
            return URN + pseudonyms.id(reference.substring(URN.length()));
        }
        if (reference.startsWith("urn:")) {
            return URN + pseudonyms.id(reference);
        }
        int query = reference.indexOf('?');
        return query < 0 ? literal(reference, pseudonyms) : conditional(reference, query, pseudonyms);
    }

    /** The id at which a literal reference points, or null: {@code urn:uuid:} and contained ones included. */
    static @Nullable String target(String reference) {
        if (reference.startsWith("#")) {
            return reference.substring(1);
        }
        if (reference.startsWith(URN)) {
            return reference.substring(URN.length());
        }
        int end = end(reference);
        int slash = reference.lastIndexOf('/', end - 1);
        return slash < 0 || reference.indexOf('?') >= 0 ? null : reference.substring(slash + 1, end);
    }

    private static @Nullable String literal(String reference, Pseudonyms pseudonyms) {
        int end = end(reference);
        int slash = reference.lastIndexOf('/', end - 1);
        if (slash < 1 || slash + 1 >= end) {
            return null;
        }
        String type = reference.substring(reference.lastIndexOf('/', slash - 1) + 1, slash);
        return ResourceTypes.known(type) ? type + "/" + pseudonyms.id(reference.substring(slash + 1, end)) : null;
    }

    private static int end(String reference) {
        int history = reference.indexOf("/_history");
        int fragment = reference.indexOf('#');
        int end = history < 0 ? reference.length() : history;
        return fragment < 0 ? end : Math.min(end, fragment);
    }

    private static @Nullable String conditional(String reference, int query, Pseudonyms pseudonyms) {
        String type = reference.substring(reference.lastIndexOf('/', query) + 1, query);
        return ResourceTypes.known(type) ? type + "?" + query(reference.substring(query + 1), pseudonyms) : null;
    }

    /** A search that named somebody, as a search for the pseudonym. */
    static String query(String query, Pseudonyms pseudonyms) {
        String identifier = "identifier=";
        String token =
                query.startsWith(identifier) && query.indexOf('&') < 0 ? query.substring(identifier.length()) : "";
        String decoded = decoded(token);
        int bar = decoded.indexOf('|');
        String pseudonym = bar < 0
                ? pseudonyms.identifier("", decoded.isEmpty() ? query : decoded)
                : pseudonyms.identifier(decoded.substring(0, bar), decoded.substring(bar + 1));
        return identifier + SYSTEM + "|" + pseudonym;
    }

    private static String decoded(String token) {
        try {
            return URLDecoder.decode(token, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return token;
        }
    }
}
