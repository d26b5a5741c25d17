package org.consentry.gateway.proof;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who acted, as a fact tells it: kept beside the entry, so that a report can say so and an organization can be shown the
 * entries it took part in.
 *
 * @param organization id of the organization that acted or that it is about
 * @param actor what people call whoever acted, or a reference to a person
 */
record Party(Optional<String> organization, Optional<String> actor) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ORGANIZATION = "Organization/";
    private static final int LONGEST = 200;

    /** An organization alone. */
    static Party of(OrganizationId organization) {
        return new Party(Optional.of(organization.value()), Optional.empty());
    }

    /** The party of a fact: of an AuditEvent, a Consent, or one of the gateway's own facts with a recipient. */
    static Party in(byte[] content) {
        JsonNode fact = JSON.readTree(content);
        return switch (fact.path("resourceType").asString("")) {
            case "AuditEvent" -> ofAgents(fact.path("agent"));
            case "Consent" -> of(fact.path("organization").path(0));
            default -> new Party(text(fact.path("recipient")), Optional.empty());
        };
    }

    private static Party ofAgents(JsonNode agents) {
        Party party = new Party(Optional.empty(), Optional.empty());
        for (JsonNode agent : agents) {
            Party next = of(agent.path("who"));
            party = new Party(
                    party.organization().or(next::organization), party.actor().or(next::actor));
        }
        return party;
    }

    private static Party of(JsonNode who) {
        Optional<String> reference = text(who.path("reference"));
        return new Party(
                reference
                        .filter(text -> text.startsWith(ORGANIZATION))
                        .map(text -> text.substring(ORGANIZATION.length())),
                text(who.path("display")).or(() -> reference));
    }

    private static Optional<String> text(JsonNode node) {
        String text = node.asString("");
        return text.isEmpty() ? Optional.empty() : Optional.of(text.substring(0, Math.min(text.length(), LONGEST)));
    }
}
