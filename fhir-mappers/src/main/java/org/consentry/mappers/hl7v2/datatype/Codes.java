package org.consentry.mappers.hl7v2.datatype;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.terminology.Concept;
import org.consentry.mappers.terminology.FhirCode;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/**
 * Coded values (CWE, CE, CNE, ID, IS; HL7 v2.8 chapter 2A.3.11) as codings. The alternate coding of components 4 to 6
 * is a second coding; what the sender displays is kept as it was sent; original text (component 9), else the first
 * text, becomes the text.
 */
public final class Codes {

    private static final String NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
    private static final Set<String> NULL_FLAVORS = Set.of("UNK", "ASKU", "NASK", "NAV", "NI", "OTH", "NA", "MSK");
    private static final Set<String> VERBATIM_DISPLAYS = Set.of("http://loinc.org", "http://snomed.info/sct");

    private final Terminology terminology;
    private final Consumer<String> strangers;

    /** Codes that are none of the system they claim are told to {@code strangers}, by system. */
    public Codes(Terminology terminology, Consumer<String> strangers) {
        this.terminology = terminology;
        this.strangers = strangers;
    }

    public Terminology terminology() {
        return terminology;
    }

    /** A concept with every coding sent, or null if nothing was. */
    public @Nullable CodeableConcept concept(Composite cwe) {
        return concept(cwe, null);
    }

    /** The same; a code without a system is one of this HL7 table, given by its four digits. */
    public @Nullable CodeableConcept concept(Composite cwe, @Nullable String table) {
        if (cwe.isEmpty()) {
            return null;
        }
        CodeableConcept concept = new CodeableConcept();
        add(concept, coding(cwe, 1, table));
        add(concept, coding(cwe, 4, null));
        if (cwe.size() > 9) {
            add(concept, coding(cwe, 10, null));
        }
        String text = cwe.firstOf(9, 2, 5);
        if (text != null) {
            concept.setText(text);
        } else if (concept.getCoding().stream().noneMatch(Coding::hasSystem)) {
            concept.setText(cwe.get(1));
        }
        return concept.isEmpty() ? null : concept;
    }

    /** The codings alone, for where a concept is of no use: a text beside them stays unread. */
    public @Nullable CodeableConcept codings(Composite cwe, @Nullable String table) {
        CodeableConcept concept = concept(cwe, table);
        if (concept == null) {
            return null;
        }
        boolean shown = concept.getCoding().stream().anyMatch(coding -> coding.hasDisplay());
        cwe.unread(9);
        if (!shown) {
            cwe.unread(2);
            cwe.unread(5);
        }
        if (!concept.hasCoding()) {
            cwe.unread(1);
        }
        return concept;
    }

    /** A concept whose code is also given in the target of a map, which comes first. */
    public @Nullable CodeableConcept mapped(Composite cwe, String map, @Nullable String table) {
        CodeableConcept concept = concept(cwe, table);
        Optional<Concept> target = terminology.translate(map, cwe.get(1));
        if (concept != null && target.isPresent()) {
            concept.getCoding().removeIf(known -> target.get().system().equals(known.getSystem()));
            concept.getCoding().add(0, target.get().coding());
        }
        return concept;
    }

    /** Gives a concept another text, told beside it; what its own was from stays unread if no coding displays it. */
    public static void retold(Composite cwe, CodeableConcept concept, String text) {
        if (concept.hasText() && !text.equals(concept.getText())) {
            boolean displayed = concept.getCoding().stream()
                    .anyMatch(coding -> concept.getText().equals(coding.getDisplay()));
            for (int component : displayed ? new int[] {9} : new int[] {9, 2, 5}) {
                cwe.unread(component);
            }
        }
        concept.setText(text);
    }

    /** A code of an HL7 table, or the plain text where the table does not have it. */
    static CodeableConcept local(Terminology terminology, String table, String code) {
        String system = "http://terminology.hl7.org/CodeSystem/" + table;
        return terminology.refuses(system, code) || FhirCode.of(code) == null
                ? new CodeableConcept().setText(code)
                : new CodeableConcept(new Coding(system, FhirCode.of(code), null));
    }

    /** The first coding alone. */
    public @Nullable Coding coding(Composite cwe, @Nullable String table) {
        return coding(cwe, 1, table);
    }

    private @Nullable Coding coding(Composite cwe, int from, @Nullable String table) {
        String code = FhirCode.of(cwe.get(from));
        if (code == null) {
            cwe.unread(from);
            return null;
        }
        String display = cwe.get(from + 1);
        String name = cwe.get(from + 2);
        Coding coding = new Coding().setCode(code);
        String system = system(code, name, table);
        if (system != null && terminology.refuses(system, coding.getCode())) {
            strangers.accept(system);
            system = Terminology.local(name != null ? name : "HL7" + table);
        }
        if (system != null) {
            coding.setSystem(system);
        }
        if (display != null && !NULL_FLAVOR.equals(system)) {
            coding.setDisplay(display);
        } else {
            cwe.unread(from + 1);
        }
        int place = from == 1 ? 7 : from == 4 ? 8 : 13;
        String version = cwe.get(place);
        if (version != null && system != null && !VERBATIM_DISPLAYS.contains(system) && !system.contains("hl7.org")) {
            coding.setVersion(version);
        } else {
            cwe.unread(place);
        }
        return coding;
    }

    private @Nullable String system(String code, @Nullable String name, @Nullable String table) {
        if (name != null) {
            return terminology.codeSystem(name);
        }
        if (table == null) {
            return null;
        }
        return NULL_FLAVORS.contains(code.toUpperCase(Locale.ROOT))
                ? NULL_FLAVOR
                : "http://terminology.hl7.org/CodeSystem/v2-" + table;
    }

    private static void add(CodeableConcept concept, @Nullable Coding coding) {
        if (coding != null) {
            concept.addCoding(coding);
        }
    }
}
