package org.consentry.gateway.research;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The resources by which a study's course is told in the record. */
final class StudyPapers {
    static final String TASKS = "https://consentry.org/fhir/CodeSystem/task";
    static final String OFFER = "research-offer";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private StudyPapers() {}

    static byte[] task(Study study, String patientId, Instant now) {
        ObjectNode task = JSON.createObjectNode().put("resourceType", "Task");
        task.put("status", "requested").put("intent", "proposal");
        coding(task.putObject("code"), TASKS, OFFER);
        task.put("description", study.title());
        task.putObject("focus").put("reference", "ResearchStudy/" + study.id());
        task.putObject("for").put("reference", "Patient/" + patientId);
        task.putObject("owner").put("reference", "Patient/" + patientId);
        if (!study.sponsor().isEmpty()) {
            task.putObject("requester").put("display", study.sponsor());
        }
        task.put("authoredOn", seconds(now));
        task.putObject("restriction").putObject("period").put("end", seconds(study.ends()));
        ObjectNode input = task.putArray("input").addObject();
        input.putObject("type").put("text", "reward");
        money(input.putObject("valueMoney"), study);
        return bytes(task);
    }

    static byte[] in(byte[] resource, String status) {
        ObjectNode answered = (ObjectNode) JSON.readTree(resource);
        answered.remove("meta");
        answered.put("status", status);
        return bytes(answered);
    }

    /** The patient's yes: this study's sponsor, these types, for research, until the study ends. */
    static byte[] consent(Study study, String patientId, Instant now) {
        ObjectNode consent = JSON.createObjectNode().put("resourceType", "Consent");
        consent.put("status", "active");
        coding(consent.putObject("scope"), "http://terminology.hl7.org/CodeSystem/consentscope", "research");
        coding(
                consent.putArray("category").addObject(),
                "http://terminology.hl7.org/CodeSystem/consentcategorycodes",
                "research");
        consent.putObject("patient").put("reference", "Patient/" + patientId);
        consent.put("dateTime", seconds(now));
        consent.putArray("performer").addObject().put("reference", "Patient/" + patientId);
        coding(consent.putObject("policyRule"), "http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN");
        ObjectNode provision = consent.putObject("provision").put("type", "permit");
        provision.putObject("period").put("start", seconds(now)).put("end", seconds(study.ends()));
        provision.putArray("purpose").addObject().put("system", REASONS).put("code", "HRESCH");
        ArrayNode classes = provision.putArray("class");
        study.types().forEach(type -> classes.addObject()
                .put("system", "http://hl7.org/fhir/resource-types")
                .put("code", type));
        ObjectNode data = provision.putArray("data").addObject().put("meaning", "related");
        data.putObject("reference").put("reference", "ResearchStudy/" + study.id());
        return bytes(consent);
    }

    static byte[] subject(Study study, String patientId, String consentId, String status) {
        ObjectNode subject = JSON.createObjectNode().put("resourceType", "ResearchSubject");
        subject.put("status", status);
        subject.putObject("study").put("reference", "ResearchStudy/" + study.id());
        subject.putObject("individual").put("reference", "Patient/" + patientId);
        subject.putObject("consent").put("reference", "Consent/" + consentId);
        return bytes(subject);
    }

    static byte[] group(Study study, List<String> patients) {
        ObjectNode group = JSON.createObjectNode().put("resourceType", "Group");
        group.put("type", "person").put("actual", true).put("active", true);
        group.put("name", study.title()).put("quantity", patients.size());
        ArrayNode members = patients.isEmpty() ? JSON.createArrayNode() : group.putArray("member");
        patients.forEach(patient -> members.addObject().putObject("entity").put("reference", "Patient/" + patient));
        return bytes(group);
    }

    /** What the patient is given, as an Invoice that is balanced. */
    static byte[] invoice(Study study, String patientId, Instant now) {
        ObjectNode invoice = JSON.createObjectNode().put("resourceType", "Invoice");
        invoice.put("status", "balanced").put("date", seconds(now));
        invoice.putObject("type").put("text", "Reward for taking part in research");
        invoice.putObject("subject").put("reference", "Patient/" + patientId);
        invoice.putObject("recipient").put("reference", "Patient/" + patientId);
        money(invoice.putObject("totalNet"), study);
        invoice.putArray("note").addObject().put("text", study.title());
        return bytes(invoice);
    }

    /** What the ledger commits to of a step. */
    static byte[] fact(String step, Study study, String patientId, Instant now) {
        ObjectNode fact = JSON.createObjectNode().put("step", step);
        fact.put("study", "ResearchStudy/" + study.id()).put("patient", "Patient/" + patientId);
        fact.put("cents", study.reward().cents()).put("currency", study.reward().currency());
        return bytes(fact.put("at", now.truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    private static void money(ObjectNode money, Study study) {
        money.put("value", new java.math.BigDecimal(study.reward().value()))
                .put("currency", study.reward().currency());
    }

    private static void coding(ObjectNode concept, String system, String code) {
        concept.putArray("coding").addObject().put("system", system).put("code", code);
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
