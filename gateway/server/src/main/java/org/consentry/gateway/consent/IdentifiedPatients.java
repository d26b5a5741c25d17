package org.consentry.gateway.consent;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Whom an identifier stands for.
 *
 * Every member stores Patients with whatever identifiers it has heard of, and somebody who registers writes down any
 * number. If all of them counted alike, one more Patient with somebody's number would make her unreachable, and one with
 * an account behind it could answer in her place. So that those count who may speak:
 *
 *  1. where the authority has named a system's holder (a NamingSystem of its own, whose `responsible` is the
 *     Organization), nobody but that member;
 *  2. otherwise a member's word before that of somebody who registered;
 *  3. of several, those who can answer: a key of theirs is registered.
 *
 * Records that were merged into others do not count. Where more than one is left it is nobody: the wrong patient's record
 * would be worse than none.
 */
/** Finds the one patient of an identifier. */
@Component
class IdentifiedPatients {
    private static final int MOST = 200;
    private static final int MOST_NAMES = 20;

    private final Records records;
    private final KeyShares keys;

    IdentifiedPatients(Records records, KeyShares keys) {
        this.records = records;
        this.keys = keys;
    }

    /**
     * The patient whom everything known makes the one.
     *
     * @param identifier a FHIR Identifier with a value
     */
    Optional<String> of(JsonNode identifier) {
        String system = identifier.path("system").asString("");
        // In the order of their last change: many that are made up later do not crowd out who was there.
        List<StoredVersion> found = records
                .search("Patient", "identifier=" + token(identifier) + "&_sort=_lastUpdated", everything(), MOST)
                .stream()
                .filter(version -> !isMerged(version))
                .toList();
        List<StoredVersion> entitled = holder(system)
                .map(holder -> found.stream()
                        .filter(version -> version.source().equals(holder))
                        .toList())
                .orElseGet(() -> narrowed(found, version -> !version.source().equals(OrganizationId.AUTHORITY)));
        List<StoredVersion> reachable = entitled.size() < 2
                ? entitled
                : narrowed(
                        entitled, version -> keys.signingKey(version.id().id()).isPresent());
        return reachable.size() == 1 ? Optional.of(reachable.getFirst().id().id()) : Optional.empty();
    }

    /** Those of whom this is true, or all when it is true of none. */
    private static List<StoredVersion> narrowed(List<StoredVersion> found, Predicate<StoredVersion> preferred) {
        List<StoredVersion> better = found.stream().filter(preferred).toList();
        return better.isEmpty() ? found : better;
    }

    private Optional<OrganizationId> holder(String system) {
        if (system.isEmpty()) {
            return Optional.empty();
        }
        return records
                .search("NamingSystem", "value:exact=" + encoded(escaped(system)), everything(), MOST_NAMES)
                .stream()
                .filter(version -> version.source().equals(OrganizationId.AUTHORITY))
                .map(version -> ConsentJson.parse(version.json()))
                .filter(naming -> naming.path("status").asString("").equals("active"))
                .map(naming -> naming.path("responsible").asString(""))
                .filter(responsible -> responsible.matches("Organization/[A-Za-z0-9\\-.]{1,64}"))
                .map(responsible -> new OrganizationId(responsible.substring("Organization/".length())))
                .findFirst();
    }

    private static boolean isMerged(StoredVersion version) {
        ObjectNode patient = ConsentJson.parse(version.json());
        for (JsonNode link : patient.path("link")) {
            if (link.path("type").asString("").equals("replaced-by")) {
                return true;
            }
        }
        return false;
    }

    private static String token(JsonNode identifier) {
        String system = identifier.path("system").asString("");
        return encoded((system.isEmpty() ? "" : escaped(system) + "|")
                + escaped(identifier.path("value").asString("")));
    }

    /** As a search writes what stands for itself: a comma would make two values of one. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace(",", "\\,")
                .replace("$", "\\$");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Visibility everything() {
        return new Visibility.Everything();
    }
}
