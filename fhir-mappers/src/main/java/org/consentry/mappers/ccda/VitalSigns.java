package org.consentry.mappers.ccda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Type;

/** The vital signs that FHIR wants as parts of one Observation where C-CDA has several: blood pressure, oximetry. */
final class VitalSigns {

    private static final String LOINC = "http://loinc.org";
    private static final Set<String> PRESSURES = Set.of("8480-6", "8462-4");
    private static final Set<String> SATURATIONS = Set.of("59408-5", "2708-6");
    private static final Set<String> INHALED = Set.of("3150-6", "3151-8");

    private VitalSigns() {}

    /** One Observation for each time at which both a systolic and a diastolic pressure were taken, derived from both. */
    static List<Observation> pressures(ObservationStatus status, List<Observation> members, Document document) {
        Map<String, Observation> times = new LinkedHashMap<>();
        for (Observation member : members) {
            if (PRESSURES.contains(code(member)) && member.hasValue() && member.hasEffective()) {
                pressure(times.computeIfAbsent(time(member), time -> both(status, document)), member);
            }
        }
        List<Observation> complete = new ArrayList<>(times.values());
        complete.removeIf(both -> both.getComponent().size() < 2);
        return complete;
    }

    private static Observation both(ObservationStatus status, Document document) {
        Observation both = new Observation().setStatus(status).setSubject(document.subject());
        both.addCategory(Facts.concept(ObservationMapper.CATEGORY, "vital-signs"));
        return both.setCode(Facts.concept(LOINC, "85354-9", "Blood pressure panel with all children optional"));
    }

    private static void pressure(Observation both, Observation member) {
        boolean told = both.getComponent().stream()
                .anyMatch(component ->
                        component.getCode().getCodingFirstRep().getCode().equals(code(member)));
        if (!told) {
            both.addComponent(component(member));
            both.setEffective(member.getEffective());
            both.addDerivedFrom(Entries.reference(member));
        }
    }

    /** A saturation has both of LOINC's codes for it, and how much oxygen was breathed at that time as components. */
    static void oximetry(List<Observation> members) {
        Map<String, Map<String, Observation>> inhaled = new HashMap<>();
        for (Observation member : members) {
            if (INHALED.contains(code(member)) && member.hasValue()) {
                inhaled.computeIfAbsent(time(member), time -> new TreeMap<>()).putIfAbsent(code(member), member);
            }
        }
        for (Observation saturation : members) {
            if (SATURATIONS.contains(code(saturation))) {
                for (String code : List.of("59408-5", "2708-6")) {
                    if (!saturation.getCode().hasCoding(LOINC, code)) {
                        saturation.getCode().addCoding(new Coding(LOINC, code, null));
                    }
                }
                inhaled.getOrDefault(time(saturation), Map.of())
                        .values()
                        .forEach(member -> saturation.addComponent(component(member)));
            }
        }
    }

    /** The value with what belongs to it: interpretation and reference range. */
    private static ObservationComponentComponent component(Observation member) {
        ObservationComponentComponent component = new ObservationComponentComponent()
                .setCode(member.getCode().copy())
                .setValue(member.getValue().copy());
        member.getInterpretation().forEach(interpretation -> component.addInterpretation(interpretation.copy()));
        member.getReferenceRange().forEach(range -> component.addReferenceRange(range.copy()));
        return component;
    }

    private static String code(Observation member) {
        return String.valueOf(member.getCode().getCodingFirstRep().getCode());
    }

    private static String time(Observation member) {
        Type time = member.getEffective();
        if (time instanceof DateTimeType point) {
            return point.getValueAsString();
        }
        return time instanceof Period period
                ? period.getStartElement().getValueAsString() + "/"
                        + period.getEndElement().getValueAsString()
                : "";
    }
}
