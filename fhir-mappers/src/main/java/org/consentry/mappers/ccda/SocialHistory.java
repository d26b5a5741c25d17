package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Type;

/** What the guide wants of single kinds of social history beyond what holds for every observation. */
final class SocialHistory {

    private static final String NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";

    private SocialHistory() {}

    /** One point in time, "unknown" as an answer, and what else is told (the estimated date of delivery) as components. */
    static void pregnancy(Statement statement, Observation observation, Document document) {
        DateTimeType when = document.times.start(statement.time());
        observation.setEffective(when != null ? when : document.authorship.recorded(statement.element()));
        Element value = statement.value();
        if (statement.negated() && value != null && value.has("code", "77386006")) {
            // The answer that FHIR has for it; "pregnant", denied, is read as pregnant.
            observation.setValue(AllergyMapper.snomed("60001007", "Not pregnant"));
            observation.setInterpretation(null);
        }
        if (value != null && "UNK".equals(value.nullFlavor())) {
            observation.setValue(Facts.concept(NULL_FLAVOR, "UNK"));
            observation.setDataAbsentReason(null);
        }
        for (Statement inner : statement.inner()) {
            Element told = inner.value();
            Type answer = told == null || !inner.name().equals("observation") ? null : document.values.value(told);
            CodeableConcept code = document.codes.concept(inner.code());
            if (answer != null && code != null) {
                observation.addComponent().setCode(code).setValue(answer);
                document.mapped(inner);
            }
        }
    }
}
