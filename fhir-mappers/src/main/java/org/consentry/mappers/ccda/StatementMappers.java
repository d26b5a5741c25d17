package org.consentry.mappers.ccda;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which mapper reads a statement: that of its template, else that of its class. */
final class StatementMappers {

    private static final StatementMapper AROUND = (statement, section, document) -> document.mapped(statement);
    private static final StatementMapper REFERENCE =
            (statement, section, document) -> document.ignored(statement, "entry-reference");
    private static final Map<Template, StatementMapper> BY_TEMPLATE = new EnumMap<>(Template.class);

    /** Parts of another statement: without it, they say nothing that a resource could hold. */
    private static final Set<Template> PARTS = Set.of(
            Template.ALLERGY_STATUS,
            Template.SEVERITY,
            Template.CRITICALITY,
            Template.PROBLEM_STATUS,
            Template.AGE,
            Template.DATE_OF_DIAGNOSIS,
            Template.INDICATION,
            Template.FREE_TEXT_SIG,
            Template.SUPPLY_ORDER,
            Template.IMMUNIZATION_REFUSAL,
            Template.FAMILY_CONDITION,
            Template.FAMILY_DEATH,
            Template.CARE_TEAM_MEMBER,
            Template.COMMENT,
            Template.INSTRUCTION);

    /**
     * What is a fact by being stated. One with a null flavor of its own ("no information on immunizations") is none, and
     * stays in the document and its narrative.
     */
    private static final Set<Template> CLAIMS = Set.of(
            Template.ALLERGY,
            Template.SUBSTANCE_ALLERGY,
            Template.PROBLEM,
            Template.MEDICATION,
            Template.IMMUNIZATION,
            Template.PROCEDURE,
            Template.PROCEDURE_ACT,
            Template.ENCOUNTER);

    static {
        put(AROUND, Template.ALLERGY_CONCERN, Template.PROBLEM_CONCERN, Template.HEALTH_CONCERN, Template.RISK_CONCERN);
        put(AROUND, Template.ENCOUNTER_DIAGNOSIS, Template.ADMISSION_DIAGNOSIS, Template.DISCHARGE_DIAGNOSIS);
        put(AROUND, Template.PREOPERATIVE_DIAGNOSIS, Template.POSTPROCEDURE_DIAGNOSIS);
        put(AROUND, Template.ADMISSION_MEDICATION, Template.DISCHARGE_MEDICATION, Template.COVERAGE);
        put(AROUND, Template.EQUIPMENT, Template.ADVANCE_DIRECTIVES);
        put(REFERENCE, Template.ENTRY_REFERENCE);
        put(AllergyMapper::map, Template.ALLERGY, Template.SUBSTANCE_ALLERGY);
        put(ProblemMapper::map, Template.PROBLEM);
        put(MedicationMapper::map, Template.MEDICATION, Template.PLANNED_MEDICATION, Template.PLANNED_IMMUNIZATION);
        put(DispenseMapper::map, Template.DISPENSE);
        put(ImmunizationMapper::map, Template.IMMUNIZATION);
        put(ProcedureMapper::map, Template.PROCEDURE, Template.PROCEDURE_OBSERVATION, Template.PROCEDURE_ACT);
        put(ProcedureMapper::map, Template.INTERVENTION);
        put(ResultMapper::map, Template.RESULT_ORGANIZER);
        put(PanelMapper::map, Template.VITAL_SIGNS, Template.FUNCTIONAL_ORGANIZER, Template.MENTAL_ORGANIZER);
        put(EncounterMapper::map, Template.ENCOUNTER);
        put(RequestMapper::map, Template.PLANNED_ENCOUNTER, Template.PLANNED_ACT, Template.PLANNED_PROCEDURE);
        put(RequestMapper::map, Template.PLANNED_OBSERVATION, Template.NUTRITION, Template.REFERRAL);
        put(SupplyMapper::map, Template.PLANNED_SUPPLY, Template.SUPPLY);
        put(GoalMapper::map, Template.GOAL);
        put(PersonFacts::map, Template.BIRTH_SEX, Template.SEX, Template.GENDER_IDENTITY, Template.TRIBE);
        put(FamilyHistoryMapper::map, Template.FAMILY_HISTORY);
        put(NoteMapper::map, Template.NOTE);
        put(CareTeamMapper::map, Template.CARE_TEAM);
        put(CoverageMapper::map, Template.POLICY);
        put(ObservationMapper::map, Template.RESULT, Template.VITAL_SIGN, Template.OUTCOME, Template.SOCIAL_HISTORY);
        put(ObservationMapper::map, Template.SMOKING_STATUS, Template.TOBACCO_USE, Template.PREGNANCY);
        put(ObservationMapper::map, Template.PREGNANCY_INTENTION);
        put(ObservationMapper::map, Template.FUNCTIONAL, Template.MENTAL, Template.ASSESSMENT);
        put(ObservationMapper::map, Template.ASSESSMENT_ITEM, Template.ADVANCE_DIRECTIVE, Template.REACTION);
    }

    private StatementMappers() {}

    private static void put(StatementMapper mapper, Template... templates) {
        for (Template template : templates) {
            BY_TEMPLATE.put(template, mapper);
        }
    }

    /** The mapper, or null if nothing reads such a statement by itself. */
    static @Nullable StatementMapper of(Statement statement, SectionKind section) {
        if (statement.element().nullFlavor() != null
                && statement.templates().stream().anyMatch(CLAIMS::contains)) {
            return null;
        }
        for (Template template : statement.templates()) {
            StatementMapper mapper = BY_TEMPLATE.get(template);
            if (mapper != null) {
                return mapper;
            }
        }
        boolean part = statement.templates().stream().anyMatch(PARTS::contains);
        return part || unsaid(statement) ? null : byClass(statement, section);
    }

    private static @Nullable StatementMapper byClass(Statement statement, SectionKind section) {
        return switch (statement.name()) {
            case "observation" -> observation(statement);
            case "procedure" -> ProcedureMapper::map;
            case "encounter" -> EncounterMapper::map;
            case "substanceAdministration" ->
                section == SectionKind.IMMUNIZATIONS && statement.event()
                        ? ImmunizationMapper::map
                        : MedicationMapper::map;
            case "supply" -> SupplyMapper::map;
            case "organizer" ->
                section == SectionKind.RESULTS
                        ? ResultMapper::map
                        : section == SectionKind.VITAL_SIGNS ? PanelMapper::map : null;
            case "act" -> statement.event() || statement.code() == null ? null : RequestMapper::map;
            default -> null;
        };
    }

    private static StatementMapper observation(Statement statement) {
        if (statement.element().has("moodCode", "GOL")) {
            return GoalMapper::map;
        }
        return statement.event() ? ObservationMapper::map : RequestMapper::map;
    }

    private static boolean unsaid(Statement statement) {
        return statement.element().nullFlavor() != null && statement.code() == null && statement.value() == null;
    }
}
