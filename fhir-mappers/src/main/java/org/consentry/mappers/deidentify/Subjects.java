package org.consentry.mappers.deidentify;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whose resource it is: where R4 lets a resource name its patient. */
final class Subjects {
    private static final List<String> FIELDS = List.of(
            "subject",
            "patient",
            "beneficiary",
            "individual",
            "for",
            "source",
            "subscriber",
            "sender",
            "target",
            "participant");

    private Subjects() {}

    /** The facts of the first patient that the resource names and the lookup knows. */
    static PatientFacts facts(
            JsonNode resource, Function<String, @Nullable PatientFacts> lookup, PatientFacts fallback) {
        if (resource.path("resourceType").asString("").equals("Patient")) {
            PatientFacts own = lookup.apply(resource.path("id").asString(""));
            return own == null ? PatientFacts.of(resource) : own;
        }
        for (String field : FIELDS) {
            PatientFacts facts = named(resource.path(field), lookup);
            if (facts != null) {
                return facts;
            }
        }
        return fallback;
    }

    /** The id of the first patient that the resource names, as far as a reference tells; "" for none. */
    static String named(JsonNode resource) {
        if (resource.path("resourceType").asString("").equals("Patient")) {
            return resource.path("id").asString("");
        }
        for (String field : FIELDS) {
            String patient = patient(resource.path(field));
            if (!patient.isEmpty()) {
                return patient;
            }
        }
        return "";
    }

    private static String patient(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode one : value) {
                String patient = patient(one);
                if (!patient.isEmpty()) {
                    return patient;
                }
            }
            return "";
        }
        JsonNode actor = value.path("actor").isObject() ? value.path("actor") : value;
        String reference = actor.path("reference").asString("");
        String target =
                reference.contains("Patient/") || reference.startsWith("urn:") ? References.target(reference) : null;
        return target == null ? "" : target;
    }

    private static @Nullable PatientFacts named(JsonNode value, Function<String, @Nullable PatientFacts> lookup) {
        if (value.isArray()) {
            for (JsonNode one : value) {
                PatientFacts facts = named(one, lookup);
                if (facts != null) {
                    return facts;
                }
            }
            return null;
        }
        JsonNode actor = value.path("actor").isObject() ? value.path("actor") : value;
        String target = References.target(actor.path("reference").asString(""));
        return target == null ? null : lookup.apply(target);
    }
}
