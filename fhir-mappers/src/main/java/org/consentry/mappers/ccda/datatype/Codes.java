package org.consentry.mappers.ccda.datatype;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.terminology.FhirCode;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/**
 * Coded values (CD, CE, CV, CS). The code and each translation is a coding; the original text, resolved in the
 * narrative, else the display name, is the text. A null flavor is no code.
 */
public final class Codes {

    private static final String V2_TABLES = "2.16.840.1.113883.12.";

    private final Terminology terminology;
    private final NarrativeIndex narrative;
    private final Consumer<String> strangers;

    /** Codes that are none of the system they claim are told to {@code strangers}, by system. */
    public Codes(Terminology terminology, NarrativeIndex narrative, Consumer<String> strangers) {
        this.terminology = terminology;
        this.narrative = narrative;
        this.strangers = strangers;
    }

    public Terminology terminology() {
        return terminology;
    }

    /** The concept, or null if the element says none. */
    public @Nullable CodeableConcept concept(@Nullable Element cd) {
        if (cd == null) {
            return null;
        }
        CodeableConcept concept = new CodeableConcept();
        Set<String> told = new HashSet<>();
        add(concept, told, coding(cd));
        cd.children("translation").forEach(translation -> add(concept, told, coding(translation)));
        String text = text(cd);
        if (text != null) {
            concept.setText(text);
        }
        return concept.isEmpty() ? null : concept;
    }

    /** The concept, or the reason why there is none. */
    public CodeableConcept required(@Nullable Element cd) {
        CodeableConcept concept = concept(cd);
        return concept != null ? concept : Absent.because(new CodeableConcept(), cd == null ? null : cd.nullFlavor());
    }

    /** What a reader of the document sees for this code. */
    public @Nullable String text(Element cd) {
        Element original = cd.child("originalText");
        String text = original == null ? null : narrative.text(original);
        if (text == null) {
            text = cd.attribute("displayName");
        }
        if (text == null) {
            for (Element translation : cd.children("translation")) {
                text = text == null ? translation.attribute("displayName") : text;
            }
        }
        return text;
    }

    /** The code alone, without its translations. */
    public @Nullable Coding coding(Element cd) {
        String code = FhirCode.of(cd.attribute("code"));
        if (code == null) {
            return null;
        }
        Coding coding = new Coding().setCode(code);
        String system = system(cd);
        if (system != null && terminology.refuses(system, coding.getCode())) {
            strangers.accept(system);
            String name = cd.attribute("codeSystemName");
            system = Terminology.local(name != null ? name : system);
        }
        if (system != null) {
            coding.setSystem(system);
        }
        String display = cd.attribute("displayName");
        if (display != null && (system == null || !terminology.publishes(system))) {
            coding.setDisplay(display);
        } else {
            // Unless it becomes the text, which is read after this.
            cd.unread("displayName");
        }
        return coding;
    }

    /** The URI of the code's system, or null if it names none. */
    public @Nullable String system(Element cd) {
        String oid = cd.attribute("codeSystem");
        if (oid == null) {
            String name = cd.attribute("codeSystemName");
            return name == null ? null : terminology.codeSystem(name);
        }
        boolean registered = terminology.code("code-systems", oid) != null;
        if (!registered && oid.startsWith(V2_TABLES) && oid.length() <= V2_TABLES.length() + 4) {
            String table = "http://terminology.hl7.org/CodeSystem/v2-"
                    + "0".repeat(V2_TABLES.length() + 4 - oid.length())
                    + oid.substring(V2_TABLES.length());
            if (terminology.publishes(table)) {
                return table;
            }
        }
        return terminology.codeSystem(oid);
    }

    private static void add(CodeableConcept concept, Set<String> told, @Nullable Coding coding) {
        if (coding != null && told.add(coding.getSystem() + "|" + coding.getCode())) {
            concept.addCoding(coding);
        }
    }
}
