package org.consentry.mappers.deidentify;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What must be known about the patient whose resource is de-identified: ages over 89 show on any
 * resource, dates shift by patient, and a name in a display is a name only for its bearer.
 *
 * @param id the patient's logical id; empty for resources of nobody
 * @param birthYear the year of birth, 0 if unknown
 * @param deathYear the year of death, 0 if alive or unknown
 * @param names lower-case words of the patient's and relatives' names
 * @param identity every direct identifier, for the scrubber and the scanner
 */
public record PatientFacts(String id, int birthYear, int deathYear, Set<String> names, DirectIdentifiers identity) {
    /** For resources that belong to no patient. */
    public static final PatientFacts NOBODY = new PatientFacts("", 0, 0, Set.of(), DirectIdentifiers.NONE);

    public PatientFacts {
        names = Set.copyOf(names);
    }

    /** The facts of a Patient resource as JSON tree. */
    public static PatientFacts of(JsonNode patient) {
        DirectIdentifiers identity = DirectIdentifiers.of(patient);
        return new PatientFacts(
                patient.path("id").asString(""),
                year(patient.path("birthDate")),
                year(patient.path("deceasedDateTime")),
                identity.nameWords(),
                identity);
    }

    /** The facts of a Patient resource as UTF-8 JSON. */
    public static PatientFacts of(byte[] patient) {
        return of(Json.MAPPER.readTree(patient));
    }

    boolean somebody() {
        return !id.isEmpty();
    }

    /**
     * Whether this patient's year of birth, beside the year of death or of the export, could show an
     * age over 89. Years are compared, not days: what an analyst sees are years.
     */
    boolean over89(int year) {
        int last = deathYear > 0 ? Math.min(deathYear, year) : year;
        return birthYear > 0 && last - birthYear >= 90;
    }

    private static int year(JsonNode date) {
        @Nullable PartialDate parsed = PartialDate.parse(date.asString(""));
        return parsed == null ? 0 : parsed.year();
    }

    @Override
    public String toString() {
        return "PatientFacts[secret]";
    }
}
