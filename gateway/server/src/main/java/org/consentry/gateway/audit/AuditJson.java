package org.consentry.gateway.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An {@link AuditFact} as an AuditEvent in the shape of IHE's
 * <a href="https://profiles.ihe.net/ITI/BALP/">Basic Audit Log Patterns</a>. Names and references, never content.
 */
final class AuditJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private static final String OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
    private static final String STEPS = "https://consentry.org/fhir/CodeSystem/audit-step";
    private static final Set<String> RESTFUL = Set.of(
            "read", "vread", "update", "patch", "delete", "history", "create", "search", "transaction", "operation");
    private static final Map<String, String> ACTIONS =
            Map.of("create", "C", "update", "U", "patch", "U", "delete", "D", "read", "R", "vread", "R");

    private AuditJson() {}

    /** @param names what people call an organization */
    static byte[] of(AuditFact fact, Instant recorded, Function<OrganizationId, String> names) {
        ObjectNode event = JSON.createObjectNode();
        event.put("resourceType", "AuditEvent");
        coding(event.putObject("type"), "http://terminology.hl7.org/CodeSystem/audit-event-type", "rest");
        coding(
                event.putArray("subtype").addObject(),
                RESTFUL.contains(fact.interaction()) ? "http://hl7.org/fhir/restful-interaction" : STEPS,
                fact.interaction());
        event.put("action", ACTIONS.getOrDefault(fact.interaction(), "E"));
        event.put("recorded", recorded.toString());
        event.put("outcome", fact.outcome().code());
        event.put("outcomeDesc", fact.outcome().text());
        purposes(fact, event);
        agents(fact.caller(), event.putArray("agent"), names);
        event.putObject("source").putObject("observer").put("display", "Consentry");
        entities(fact, event);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void purposes(AuditFact fact, ObjectNode event) {
        if (!fact.purposes().isEmpty()) {
            ArrayNode purposes = event.putArray("purposeOfEvent");
            fact.purposes().stream()
                    .sorted()
                    .forEach(code -> coding(
                            purposes.addObject().putArray("coding").addObject(),
                            "http://terminology.hl7.org/CodeSystem/v3-ActReason",
                            code));
        }
    }

    private static void agents(Caller caller, ArrayNode agents, Function<OrganizationId, String> names) {
        ObjectNode agent = agents.addObject();
        ObjectNode who = agent.putObject("who");
        switch (caller) {
            case Caller.Member member -> organization(who, member.organization(), names);
            case Caller.PractitionerUser user -> {
                who.put("reference", "Practitioner/" + user.practitionerId());
                ObjectNode house = agents.addObject();
                organization(house.putObject("who"), user.organization(), names);
                house.put("requestor", false);
            }
            case Caller.PatientUser patient -> who.put("reference", patient.performer());
            case Caller.Analyst analyst -> who.put("display", "Analyst");
            case Caller.Auditor auditor -> who.put("display", "Auditor");
            case Caller.Operator operator -> who.put("display", "Operator");
        }
        agent.put("altId", caller.clientId());
        agent.put("requestor", true);
    }

    private static void organization(
            ObjectNode who, OrganizationId organization, Function<OrganizationId, String> names) {
        who.put("reference", organization.reference()).put("display", names.apply(organization));
    }

    private static void entities(AuditFact fact, ObjectNode event) {
        ArrayNode entities = event.putArray("entity");
        fact.patientId().ifPresent(patient -> {
            ObjectNode entity = entity(entities, "Patient/" + patient, "1");
            coding(entity.putObject("role"), OBJECT_ROLE, "1");
        });
        fact.basis().ifPresent(consent -> {
            ObjectNode entity = entity(entities, "Consent/" + consent, "2");
            coding(entity.putObject("role"), OBJECT_ROLE, "4");
        });
        fact.touched().stream()
                .filter(reference ->
                        !fact.patientId().map(id -> "Patient/" + id).equals(java.util.Optional.of(reference)))
                .limit(AuditFact.MOST_TOUCHED)
                .forEach(reference -> entity(entities, reference, "2"));
        if (!fact.touched().isEmpty()) {
            ObjectNode count = JSON.createObjectNode()
                    .put("type", "count")
                    .put("valueString", "" + fact.touched().size());
            ObjectNode last = (ObjectNode) (entities.isEmpty() ? entities.addObject() : entities.path(0));
            last.putArray("detail").add(count);
            if (fact.times() > 1) {
                last.withArray("/detail")
                        .addObject()
                        .put("type", "times")
                        .put("valueString", Long.toString(fact.times()));
            }
        }
    }

    private static ObjectNode entity(ArrayNode entities, String reference, String type) {
        ObjectNode entity = entities.addObject();
        entity.putObject("what").put("reference", reference);
        coding(entity.putObject("type"), ENTITY_TYPE, type);
        return entity;
    }

    private static void coding(ObjectNode node, String system, String code) {
        node.put("system", system).put("code", code);
    }
}
