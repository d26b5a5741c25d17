package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.List;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Observation;

/** Organizers of vital signs and of findings on functional or mental status to a panel Observation. */
final class PanelMapper {

    private static final String LOINC = "http://loinc.org";

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
        if (!panel.hasEffective()) {
            panel.setEffective(ResultMapper.span(members));
        }
        members.forEach(member -> panel.addHasMember(Entries.reference(member)));
        if (vital) {
            pressures(statement, members, panel, document);
            VitalSigns.oximetry(members);
        }
        if (panel.hasHasMember()) {
            document.add(panel, statement);
        }
    }

    private static void pressures(
            Statement statement, List<Observation> members, Observation panel, Document document) {
        List<Observation> pressures = VitalSigns.pressures(panel.getStatus(), members, document);
        if (pressures.isEmpty()) {
            return;
        }
        String key = document.keys.of("Observation", statement) + "|blood-pressure";
        for (int i = 0; i < pressures.size(); i++) {
            Observation both = document.entries.add(pressures.get(i), i == 0 ? key : key + "|" + i);
            panel.addHasMember(Entries.reference(both));
            document.authorship.wrote(statement.element(), both);
        }
    }
}
