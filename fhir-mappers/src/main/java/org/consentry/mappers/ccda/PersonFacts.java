package org.consentry.mappers.ccda;

import java.util.Set;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;

/** Observations of who the patient is (sex, gender, tribe), which are extensions of the Patient. */
final class PersonFacts {

    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";
    private static final Set<String> BIRTH_SEXES = Set.of("M", "F", "UNK", "OTH");

    /** Beyond so many, further ones are observations like others. */
    private static final int MOST = 100;

    private PersonFacts() {}

    static void map(Statement statement, SectionKind section, Document document) {
        Extension extension = document.patient == null ? null : extension(statement, document);
        if (document.patient == null
                || extension == null
                || document.patient.getExtension().size() >= MOST) {
            ObservationMapper.map(statement, section, document);
            return;
        }
        if (!told(extension, document.patient)) {
            document.patient.addExtension(extension);
        }
        document.mapped(statement);
    }

    private static @Nullable Extension extension(Statement statement, Document document) {
        if (statement.is(Template.TRIBE)) {
            return tribe(statement, document);
        }
        if (statement.is(Template.GENDER_IDENTITY)) {
            CodeableConcept identity = document.codes.concept(statement.value());
            return identity == null ? null : new Extension(US_CORE + "genderIdentity", identity);
        }
        Element value = statement.value();
        String code =
                value == null ? null : value.attribute("code") != null ? value.attribute("code") : value.nullFlavor();
        if (statement.is(Template.SEX)) {
            return code == null ? null : new Extension(US_CORE + "sex", new CodeType(code));
        }
        return code == null || !BIRTH_SEXES.contains(code)
                ? null
                : new Extension(US_CORE + "birthsex", new CodeType(code));
    }

    private static @Nullable Extension tribe(Statement statement, Document document) {
        CodeableConcept tribe = document.codes.concept(statement.value());
        if (tribe == null) {
            return null;
        }
        Extension extension = new Extension(US_CORE + "tribal-affiliation");
        extension.addExtension("tribalAffiliation", tribe);
        for (Statement inner : statement.inner()) {
            Element enrolled = inner.value();
            String flag = enrolled == null ? null : enrolled.attribute("value");
            if (inner.name().equals("observation") && flag != null) {
                extension.addExtension("isEnrolled", new BooleanType(flag.equals("true")));
                document.mapped(inner);
            }
        }
        return extension;
    }

    /** Sexes are told once; a patient may have several identities and tribes. */
    private static boolean told(Extension extension, Patient patient) {
        boolean once = extension.getValue() instanceof CodeType;
        return patient.getExtension().stream()
                .anyMatch(known -> once ? known.getUrl().equals(extension.getUrl()) : known.equalsDeep(extension));
    }
}
