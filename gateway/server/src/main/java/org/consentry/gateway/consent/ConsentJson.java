package org.consentry.gateway.consent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.ledger.merkle.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The FHIR form of a consent in each of its states. What the server decides (who asks, the state, the times) is set
 * here and never taken from the client.
 */
final class ConsentJson {
    static final String TYPES = "http://hl7.org/fhir/resource-types";
    /** System of the identifier by which a repeated request is recognized. */
    static final String REQUEST = "https://consentry.org/fhir/NamingSystem/consent-request";

    private static final String ACTIONS = "http://terminology.hl7.org/CodeSystem/consentaction";
    private static final String REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ConsentJson() {}

    static ObjectNode parse(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode consent) {
                return consent;
            }
        } catch (JacksonException e) {
            throw Problem.at(ProblemKind.MALFORMED, "Consent", "not a JSON object");
        }
        throw Problem.at(ProblemKind.MALFORMED, "Consent", "not a JSON object");
    }

    static byte[] bytes(ObjectNode consent) {
        return consent.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A request as it is stored: the requester and the time are the server's, identifying marks are dropped. */
    static ObjectNode proposed(
            ObjectNode asked, OrganizationId requester, String display, Instant at, ConsentForm form) {
        ObjectNode consent = JSON.createObjectNode();
        consent.put("resourceType", "Consent");
        keep(asked, consent, "identifier", "extension", "patient");
        consent.put("status", "proposed");
        coding(
                consent.putObject("scope").putArray("coding"),
                "http://terminology.hl7.org/CodeSystem/consentscope",
                "patient-privacy");
        coding(
                consent.putArray("category").addObject().putArray("coding"),
                "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                "IDSCL");
        consent.put("dateTime", seconds(at));
        organization(consent.putArray("organization").addObject(), requester, display);
        coding(
                consent.putObject("policyRule").putArray("coding"),
                "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                "OPTIN");
        ObjectNode provision = consent.putObject("provision");
        provision.put("type", "permit");
        provision.putObject("period").put("end", seconds(form.end()));
        form.start().ifPresent(start -> ((ObjectNode) provision.path("period")).put("start", seconds(start)));
        ArrayNode actors = provision.putArray("actor");
        organization(actor(actors, "IRCP"), requester, display);
        form.actors().forEach(reference -> actor(actors, "IRCP").put("reference", reference));
        form.permitted().source().ifPresent(source -> actor(actors, "CST").put("reference", source.reference()));
        fill(provision, form);
        return consent;
    }

    /** The content a patient signs: the request as narrowed, active from now on. */
    static ObjectNode granted(ObjectNode proposed, String patientId, String performer, Instant at, ConsentForm form) {
        ObjectNode consent = proposed.deepCopy();
        consent.remove("meta");
        consent.put("status", "active");
        consent.put("dateTime", seconds(at));
        consent.putObject("patient").put("reference", "Patient/" + patientId);
        consent.putArray("performer").addObject().put("reference", performer);
        ObjectNode provision = (ObjectNode) consent.path("provision");
        Instant start = form.start().filter(later -> later.isAfter(at)).orElse(at);
        provision.putObject("period").put("start", seconds(start)).put("end", seconds(form.end()));
        fill(provision, form);
        return consent;
    }

    /** The consent in another state, otherwise as it stands. */
    static ObjectNode in(String status, ObjectNode consent) {
        ObjectNode copy = consent.deepCopy();
        copy.remove("meta");
        copy.put("status", status);
        return copy;
    }

    /** Marks a request with the fingerprint of what it asks. */
    static void identify(ObjectNode consent, String fingerprint) {
        consent.withArray("identifier").addObject().put("system", REQUEST).put("value", fingerprint);
    }

    /** Which version of the consent this is. */
    static long version(ObjectNode consent) {
        return Long.parseLong(consent.path("meta").path("versionId").asString(""));
    }

    /** Whom a request names, in the requester's words: an id, or the hash of what stands for one. */
    static String asked(byte[] json) {
        JsonNode patient = parse(json).path("patient");
        String reference = patient.path("reference").asString("");
        return reference.startsWith("Patient/")
                ? reference.substring("Patient/".length())
                : Hash.sha256(patient.path("identifier").toString().getBytes(StandardCharsets.UTF_8))
                        .hex();
    }

    /** Who asks. */
    static OrganizationId requester(ObjectNode consent) {
        String reference =
                consent.path("organization").path(0).path("reference").asString("");
        return new OrganizationId(reference.substring(reference.indexOf('/') + 1));
    }

    private static void fill(ObjectNode provision, ConsentForm form) {
        ArrayNode actions = provision.putArray("action");
        form.actions().forEach(action -> coding(actions.addObject().putArray("coding"), ACTIONS, action.code()));
        codings(provision.putArray("purpose"), REASONS, form.purposes());
        SliceForm.fill(provision, form.permitted());
        if (!form.except().isEmpty()) {
            ArrayNode exceptions = provision.putArray("provision");
            form.except().forEach(slice -> SliceForm.exception(exceptions.addObject(), slice));
        }
    }

    private static ObjectNode actor(ArrayNode actors, String role) {
        ObjectNode actor = actors.addObject();
        coding(actor.putObject("role").putArray("coding"), ROLES, role);
        return actor.putObject("reference");
    }

    private static void keep(ObjectNode from, ObjectNode to, String... names) {
        for (String name : names) {
            if (from.has(name)) {
                to.set(name, from.get(name));
            }
        }
    }

    private static void organization(ObjectNode node, OrganizationId organization, String display) {
        node.put("reference", organization.reference()).put("display", display);
    }

    static void codings(ArrayNode array, String system, Set<String> codes) {
        codes.forEach(code -> coding(array, system, code));
    }

    static void coding(ArrayNode array, String system, String code) {
        array.addObject().put("system", system).put("code", code);
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
