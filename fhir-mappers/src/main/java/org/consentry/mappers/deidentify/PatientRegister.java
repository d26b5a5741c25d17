package org.consentry.mappers.deidentify;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The facts of all patients of an export, for those who have only the resources and no store that
 * knows whose they are. Adding is for one thread; afterwards it may be read by many.
 */
public final class PatientRegister {
    private static final JsonNode NOTHING = Json.MAPPER.missingNode();

    private final Map<String, PatientFacts> patients = new HashMap<>();

    /**
     * Adds the patients and other people that a resource or Bundle holds, here and to what the leak
     * scanner seeks; all other resources are passed over.
     */
    public void add(byte[] resource, LeakPatterns sought) {
        add(tree(resource), sought);
    }

    /** The facts of the patient whose resource it is, or of nobody. */
    public PatientFacts of(byte[] resource) {
        return Subjects.facts(tree(resource), patients::get, PatientFacts.NOBODY);
    }

    /** Whether a resource is a Patient. */
    public boolean isPatient(byte[] resource) {
        return type(resource).equals("Patient");
    }

    /** A resource's type; "" for what is none. */
    public static String type(byte[] resource) {
        return tree(resource).path("resourceType").asString("");
    }

    /**
     * The id of the patient whose resource it is, by what the resource alone says: the first of the references that may
     * name its patient and that is to a Patient, or to a Bundle's entry. "" for nobody's.
     */
    public static String patientNamed(byte[] resource) {
        return Subjects.named(tree(resource));
    }

    /**
     * What a resource says of itself: both of the above, read once.
     *
     * @param type "" for what is no resource
     * @param patient "" for nobody's
     */
    public record Glance(String type, String patient) {
        /** Of one resource. */
        public static Glance at(byte[] resource) {
            JsonNode tree = tree(resource);
            return new Glance(tree.path("resourceType").asString(""), Subjects.named(tree));
        }
    }

    /** How many patients are known. */
    public int size() {
        return patients.size();
    }

    private void add(JsonNode resource, LeakPatterns sought) {
        resource.path("entry").forEach(entry -> add(entry.path("resource"), sought));
        resource.path("contained").forEach(contained -> add(contained, sought));
        switch (resource.path("resourceType").asString("")) {
            case "Patient" -> {
                PatientFacts facts = PatientFacts.of(resource);
                patients.put(facts.id(), facts);
                sought.add(facts);
            }
            case "RelatedPerson", "Person", "Practitioner" -> sought.add(DirectIdentifiers.of(resource));
            default -> {}
        }
    }

    /** The tree; nothing for what is no JSON, which the de-identifier reports. */
    private static JsonNode tree(byte[] resource) {
        try {
            return Json.MAPPER.readTree(resource);
        } catch (JacksonException e) {
            return NOTHING;
        }
    }
}
