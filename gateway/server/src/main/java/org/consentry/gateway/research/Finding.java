package org.consentry.gateway.research;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Selection;
import org.springframework.stereotype.Component;

/** Which patients searches find. What is found never leaves this package but as a count or as an offer. */
@Component
class Finding {
    private final Records records;
    private final Objections objections;

    Finding(Records records, Objections objections) {
        this.records = records;
        this.objections = objections;
    }

    /** Patients in whose record each criterion finds something, without those who object to research. */
    Set<String> all(List<Study.Criterion> criteria) {
        Set<String> found = new HashSet<>();
        boolean first = true;
        for (Study.Criterion criterion : criteria) {
            Set<String> more = one(criterion);
            if (first) {
                found.addAll(more);
            } else {
                found.retainAll(more);
            }
            first = false;
        }
        found.removeAll(objections.all());
        return found;
    }

    /** Patients in whose record one of the criteria finds something, without those who object. */
    Set<String> any(List<Study.Criterion> criteria) {
        Set<String> found = new HashSet<>();
        criteria.forEach(criterion -> found.addAll(one(criterion)));
        found.removeAll(objections.all());
        return found;
    }

    private Set<String> one(Study.Criterion criterion) {
        Set<String> patients = new HashSet<>();
        Selection selection = new Selection(
                Set.of(criterion.type()), Set.of(), Map.of(criterion.type(), List.of(criterion.query())), false);
        records.stream(selection, new Visibility.Everything(), (version, found) -> {
            if (found) {
                version.patientId().ifPresent(patients::add);
            }
        });
        return patients;
    }
}
