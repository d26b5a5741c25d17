package org.consentry.gateway.registration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What a registered patient tells of themselves: name, birth date, gender, phone, e-mail address, street, city, country.
 * The same is said to validators by the profile {@link #URL}; here it is asked without loading one.
 */
public final class PatientProfile {
    /** Canonical URL of the profile. */
    public static final String URL = "https://consentry.org/fhir/StructureDefinition/patient";

    private static final Map<String, Predicate<JsonNode>> REQUIRED = required();

    private PatientProfile() {}

    private static Map<String, Predicate<JsonNode>> required() {
        Map<String, Predicate<JsonNode>> required = new LinkedHashMap<>();
        required.put("Patient.name", PatientProfile::isNamed);
        required.put("Patient.birthDate", patient -> has(patient, "birthDate"));
        required.put("Patient.gender", patient -> has(patient, "gender"));
        required.put("Patient.telecom.where(system='phone')", patient -> reachable(patient, "phone"));
        required.put("Patient.telecom.where(system='email')", patient -> reachable(patient, "email"));
        required.put("Patient.address.line", patient -> located(patient, "line"));
        required.put("Patient.address.city", patient -> located(patient, "city"));
        required.put("Patient.address.country", patient -> located(patient, "country"));
        return required;
    }

    /** What is missing, as FHIRPath from the resource; empty when the profile is complete. */
    public static List<String> missing(JsonNode patient) {
        List<String> missing = new ArrayList<>();
        REQUIRED.forEach((path, told) -> {
            if (!told.test(patient)) {
                missing.add(path);
            }
        });
        return missing;
    }

    /** Whether somebody can be called by it. */
    static boolean isNamed(JsonNode patient) {
        return patient.path("name").valueStream().anyMatch(name -> has(name, "text") || has(name, "family"));
    }

    private static boolean reachable(JsonNode patient, String system) {
        return patient.path("telecom")
                .valueStream()
                .anyMatch(point -> point.path("system").asString("").equals(system) && has(point, "value"));
    }

    private static boolean located(JsonNode patient, String part) {
        return patient.path("address").valueStream().anyMatch(address -> {
            JsonNode told = address.path(part);
            return told.isArray()
                    ? told.valueStream().anyMatch(line -> !line.asString("").isBlank())
                    : has(address, part);
        });
    }

    private static boolean has(JsonNode node, String name) {
        return !node.path(name).asString("").isBlank();
    }
}
