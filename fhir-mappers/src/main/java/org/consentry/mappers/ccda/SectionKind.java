package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.xml.Element;
import org.jspecify.annotations.Nullable;

/** Sections whose entries are read in a way of their own, by LOINC code or the number of their templateId. */
enum SectionKind {
    ALLERGIES("48765-2", "2.6", null, null),
    PROBLEMS("11450-4", "2.5", null, "problem-list-item"),
    PAST_ILLNESS("11348-0", "2.20", null, "problem-list-item"),
    HEALTH_CONCERNS("75310-3", "2.58", null, "health-concern"),
    ADMISSION_DIAGNOSES("46241-6", "2.43", null, "encounter-diagnosis"),
    DISCHARGE_DIAGNOSES("11535-2", "2.24", null, "encounter-diagnosis"),
    ENCOUNTERS("46240-8", "2.22", null, "encounter-diagnosis"),
    MEDICATIONS("10160-0", "2.1", null, null),
    IMMUNIZATIONS("11369-6", "2.2", null, null),
    PROCEDURES("47519-4", "2.7", "procedure", null),
    RESULTS("30954-2", "2.3", "laboratory", null),
    VITAL_SIGNS("8716-3", "2.4", "vital-signs", null),
    SOCIAL_HISTORY("29762-2", "2.17", "social-history", null),
    FAMILY_HISTORY("10157-6", "2.15", null, null),
    FUNCTIONAL_STATUS("47420-5", "2.14", "survey", null),
    MENTAL_STATUS("10190-7", "2.56", "survey", null),
    PHYSICAL_EXAM("29545-1", "2.10.20.2.10", "exam", null),
    PLAN("18776-5", "2.10", null, null),
    GOALS("61146-7", "2.60", null, null),
    PAYERS("48768-6", "2.18", null, null),
    EQUIPMENT("46264-8", "2.23", null, null),
    OTHER("", "", null, null);

    private static final String C_CDA = "2.16.840.1.113883.10.20.22.";

    private final String loinc;
    private final String number;
    final @Nullable String observations;
    final @Nullable String conditions;

    SectionKind(String loinc, String number, @Nullable String observations, @Nullable String conditions) {
        this.loinc = loinc;
        this.number = number;
        this.observations = observations;
        this.conditions = conditions;
    }

    static SectionKind of(Element section) {
        Element code = section.child("code");
        for (SectionKind kind : values()) {
            if (code != null && code.has("code", kind.loinc)) {
                return kind;
            }
        }
        for (Element id : section.children("templateId")) {
            String root = String.valueOf(id.attribute("root"));
            for (SectionKind kind : values()) {
                if (root.equals(C_CDA + kind.number) || root.equals(C_CDA + kind.number + ".1")) {
                    return kind;
                }
            }
        }
        return OTHER;
    }
}
