package org.consentry.gateway.web.fhir.operation;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * How alike two Patients are, from 0 to 1. An identifier that agrees makes it near certain, birth date or gender that
 * disagree take it away again; without an identifier, name, birth date, gender and contacts add up.
 */
record MatchScore(double value) {
    private static final double CERTAIN = 0.95;
    private static final double PROBABLE = 0.75;
    private static final double POSSIBLE = 0.5;

    static MatchScore of(JsonNode asked, JsonNode candidate) {
        double score = 0.3 * agree(names(asked, "family"), names(candidate, "family"))
                + 0.2 * agree(names(asked, "given"), names(candidate, "given"))
                + 0.3 * same(asked, candidate, "birthDate")
                + 0.05 * same(asked, candidate, "gender")
                + 0.1 * agree(values(asked, "telecom", "value"), values(candidate, "telecom", "value"))
                + 0.05 * agree(values(asked, "address", "postalCode"), values(candidate, "address", "postalCode"));
        if (agree(identifiers(asked), identifiers(candidate)) > 0) {
            score = 1;
        }
        score -= 0.4 * differ(asked, candidate, "birthDate") + 0.2 * differ(asked, candidate, "gender");
        return new MatchScore(Math.clamp(Math.round(score * 100) / 100.0, 0, 1));
    }

    /** A code of match-grade. */
    String grade() {
        return value >= CERTAIN
                ? "certain"
                : value >= PROBABLE ? "probable" : value >= POSSIBLE ? "possible" : "certainly-not";
    }

    boolean isCertain() {
        return value >= CERTAIN;
    }

    boolean isPossible() {
        return value >= POSSIBLE;
    }

    private static double agree(Set<String> asked, Set<String> there) {
        return asked.stream().anyMatch(there::contains) ? 1 : 0;
    }

    private static double same(JsonNode asked, JsonNode there, String element) {
        String text = asked.path(element).asString("");
        return !text.isEmpty() && text.equals(there.path(element).asString("")) ? 1 : 0;
    }

    private static double differ(JsonNode asked, JsonNode there, String element) {
        String one = asked.path(element).asString("");
        String other = there.path(element).asString("");
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other) ? 1 : 0;
    }

    private static Set<String> identifiers(JsonNode patient) {
        Set<String> found = new HashSet<>();
        for (JsonNode identifier : patient.path("identifier")) {
            String value = identifier.path("value").asString("");
            if (!value.isEmpty()) {
                found.add(identifier.path("system").asString("") + "|" + value);
            }
        }
        return found;
    }

    private static Set<String> names(JsonNode patient, String part) {
        Set<String> found = new HashSet<>();
        for (JsonNode name : patient.path("name")) {
            JsonNode value = name.path(part);
            if (value.isArray()) {
                value.forEach(each -> found.add(plain(each.asString(""))));
            } else {
                found.add(plain(value.asString("")));
            }
        }
        found.remove("");
        return found;
    }

    private static Set<String> values(JsonNode patient, String list, String part) {
        Set<String> found = new HashSet<>();
        patient.path(list).forEach(each -> found.add(plain(each.path(part).asString(""))));
        found.remove("");
        return found;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("[^\\p{L}\\p{N}]", "")
                .toLowerCase(Locale.ROOT);
    }
}
