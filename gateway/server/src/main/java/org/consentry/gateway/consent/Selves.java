package org.consentry.gateway.consent;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.springframework.stereotype.Component;

/**
 * Nobody grants access to oneself. That a patient and a practitioner are one person is what a Person says that links both;
 * what counts is the word of the authority, of who
 * asks, and of who brought the patient in.
 *
 * <p>Asked when the patient answers: a requester who was told so at once would learn whose record it is.
 */
@Component
class Selves {
    private static final String PRACTITIONER = "Practitioner/";
    private static final int MOST_PERSONS = 10;

    private final Records records;
    private final PatientSources sources;

    Selves(Records records, PatientSources sources) {
        this.records = records;
        this.sources = sources;
    }

    /** @throws Problem UNPROCESSABLE when the patient is among those for whom access is asked */
    void requireOthers(String patientId, ConsentForm form, OrganizationId requester) {
        Set<OrganizationId> believed = new HashSet<>(List.of(OrganizationId.AUTHORITY, requester));
        believed.addAll(sources.of(Set.of(patientId)).values());
        for (String actor : form.actors()) {
            String query = "patient=Patient/" + patientId + "&practitioner=" + actor;
            boolean self = actor.startsWith(PRACTITIONER)
                    && records.search("Person", query, new Visibility.Everything(), MOST_PERSONS).stream()
                            .anyMatch(person -> believed.contains(person.source()));
            if (self) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE,
                        "Consent.provision.actor",
                        "somebody else: a patient needs no consent to read the own record");
            }
        }
    }
}
