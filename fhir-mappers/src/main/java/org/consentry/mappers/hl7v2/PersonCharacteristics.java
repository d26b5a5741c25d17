package org.consentry.mappers.hl7v2;

import java.util.Optional;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.terminology.Concept;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** Race, ethnicity (as US Core's extensions where the code is one of theirs), religion, citizenship. */
final class PersonCharacteristics {

    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";
    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";
    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";
    private static final String OMB = "urn:oid:2.16.840.1.113883.6.238";

    private PersonCharacteristics() {}

    static void add(Segment pid, Patient patient, Mapping mapping) {
        category(pid, 10, "race", patient, mapping);
        category(pid, 22, "ethnicity", patient, mapping);
        CodeableConcept religion = mapping.codes.mapped(pid.first(17), "religion", "0006");
        Mapping.accept(religion, known -> patient.addExtension(CORE + "patient-religion", known));
        for (Composite cwe : pid.all(26)) {
            CodeableConcept country = mapping.codes.concept(cwe, "0171");
            if (country != null) {
                Extension citizenship = new Extension(CORE + "patient-citizenship");
                citizenship.addExtension("code", country);
                patient.addExtension(citizenship);
            }
        }
        animal(pid, patient, mapping);
        extension(pid, 27, "0172", "veterans-military-status", patient, mapping);
        extension(pid, 28, "0212", "nationality", patient, mapping);
        extension(pid, 39, "0171", "tribal-citizenship", patient, mapping);
    }

    private static void extension(Segment pid, int field, String table, String name, Patient patient, Mapping mapping) {
        mapping.concepts(
                pid,
                field,
                table,
                concept -> patient.addExtension(
                        name.equals("nationality") ? nationality(concept) : new Extension(OWN + name, concept)));
    }

    /** PID-35 and PID-36: the patient is an animal. */
    private static void animal(Segment pid, Patient patient, Mapping mapping) {
        CodeableConcept species = mapping.codes.concept(pid.first(35), "0446");
        CodeableConcept breed = mapping.codes.concept(pid.first(36), "0447");
        if (species == null && breed == null) {
            return;
        }
        Extension animal = new Extension(CORE + "patient-animal");
        animal.addExtension("species", species != null ? species : new CodeableConcept().setText("unknown"));
        Mapping.accept(breed, known -> animal.addExtension("breed", known));
        patient.addExtension(animal);
    }

    private static Extension nationality(CodeableConcept concept) {
        Extension extension = new Extension(CORE + "patient-nationality");
        extension.addExtension("code", concept);
        return extension;
    }

    private static void category(Segment pid, int field, String name, Patient patient, Mapping mapping) {
        Extension extension = new Extension(US_CORE + name);
        StringBuilder text = new StringBuilder();
        int categories = 0;
        for (Composite cwe : pid.all(field)) {
            Coding coding = omb(cwe, name, mapping);
            String display = coding != null ? coding.getDisplay() : cwe.firstOf(2, 5, 9, 1);
            if (display != null) {
                text.append(text.isEmpty() ? "" : ", ").append(display);
            }
            if (coding == null) {
                Mapping.accept(mapping.codes.concept(cwe), other -> patient.addExtension(OWN + name, other));
            } else if (++categories <= (name.equals("race") ? 5 : 1)) {
                extension.addExtension("ombCategory", coding);
            }
        }
        if (!text.isEmpty()) {
            extension.addExtension("text", new StringType(text.toString()));
            patient.addExtension(extension);
        }
    }

    /** The OMB category a code is, or null. */
    private static @Nullable Coding omb(Composite cwe, String name, Mapping mapping) {
        for (int component : new int[] {1, 4}) {
            Optional<Concept> category = mapping.terminology.translate("omb-" + name, cwe.get(component));
            if (category.isPresent()) {
                cwe.get(component + 2);
                String display = category.get().display();
                if (display != null && display.equalsIgnoreCase(cwe.peek(component + 1))) {
                    cwe.get(component + 1);
                }
                return new Coding(OMB, category.get().code(), category.get().display());
            }
        }
        return null;
    }
}
