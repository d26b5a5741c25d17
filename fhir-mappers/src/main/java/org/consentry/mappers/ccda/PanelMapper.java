package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Type;

/**
 * Organizers of vital signs and of findings on functional or mental status to a panel Observation. A systolic and a
 * diastolic pressure of one time are also told as the one Observation that FHIR wants blood pressure to be.
 */
final class PanelMapper {

    private static final String LOINC = "http://loinc.org";
    private static final Set<String> PRESSURES = Set.of("8480-6", "8462-4");

    private PanelMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        boolean vital = statement.is(Template.VITAL_SIGNS) || section == SectionKind.VITAL_SIGNS;
        SectionKind inner = vital ? SectionKind.VITAL_SIGNS : section;
        List<Observation> members = new ArrayList<>();
        for (Statement member : statement.inner()) {
            Walker.visit(member, inner, document);
            if (document.made(member.element()) instanceof Observation made) {
                members.add(made);
            }
        }
        Observation panel = new Observation();
        panel.setIdentifier(document.ids.identifiers(statement.element()));
        panel.setSubject(document.subject());
        Document.accept(Facts.encounter(statement, document), panel::setEncounter);
        panel.setStatus(ObservationMapper.status(statement));
        Document.accept(inner.observations, code -> panel.addCategory(Facts.concept(ObservationMapper.CATEGORY, code)));
        panel.setCode(
                vital
                        ? Facts.concept(
                                LOINC,
                                "85353-1",
                                "Vital signs, weight, height, head circumference, oxygen saturation and BMI panel")
                        : document.codes.required(statement.code()));
        panel.setEffective(document.times.pointOrPeriod(statement.time()));
        if (!panel.hasEffective() && !members.isEmpty()) {
            panel.setEffective(members.get(0).getEffective());
        }
        members.forEach(member -> panel.addHasMember(Entries.reference(member)));
        if (vital) {
            pressure(statement, members, panel, document);
        }
        if (panel.hasHasMember()) {
            document.add(panel, statement);
        }
    }

    private static void pressure(Statement statement, List<Observation> members, Observation panel, Document document) {
        Observation both = new Observation();
        both.setStatus(panel.getStatus());
        both.addCategory(Facts.concept(ObservationMapper.CATEGORY, "vital-signs"));
        both.setCode(Facts.concept(LOINC, "85354-9", "Blood pressure panel with all children optional"));
        both.setSubject(document.subject());
        for (Observation member : members) {
            String code = member.getCode().getCodingFirstRep().getCode();
            Type value = member.getValue();
            if (PRESSURES.contains(String.valueOf(code)) && value != null && !told(both, code)) {
                both.addComponent(new ObservationComponentComponent()
                        .setCode(member.getCode().copy())
                        .setValue(value.copy()));
                both.setEffective(member.getEffective());
                both.addDerivedFrom(Entries.reference(member));
            }
        }
        if (both.getComponent().size() == 2 && both.hasEffective()) {
            String key = document.keys.of("Observation", statement) + "|blood-pressure";
            panel.addHasMember(Entries.reference(document.entries.add(both, key)));
            document.authorship.wrote(statement.element(), both);
        }
    }

    private static boolean told(Observation both, String code) {
        return both.getComponent().stream()
                .anyMatch(component ->
                        code.equals(component.getCode().getCodingFirstRep().getCode()));
    }
}
