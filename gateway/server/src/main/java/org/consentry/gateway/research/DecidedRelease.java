package org.consentry.gateway.research;

import java.util.HashSet;
import java.util.Set;
import org.consentry.gateway.export.extract.Release;
import org.consentry.mappers.deidentify.Policy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Everybody but who objects is in a safe-harbor export. Any other policy keeps more than that: in are those who take part
 * in a study of the client's under that policy, by their own yes.
 *
 * <p>See decision 4.
 */
@Component
class DecidedRelease implements Release {
    private final JdbcClient jdbc;
    private final Objections objections;

    DecidedRelease(JdbcClient jdbc, Objections objections) {
        this.jdbc = jdbc;
        this.objections = objections;
    }

    @Override
    public Patients patients(String clientId, String policy) {
        Set<String> objecting = objections.all();
        if (policy.equals(Policy.SAFE_HARBOR.name())) {
            return new Patients(patient -> !objecting.contains(patient), Set.of());
        }
        Set<String> subjects = new HashSet<>(jdbc.sql("SELECT DISTINCT u.patient_id FROM research_subject u "
                        + "JOIN research_study s USING (study_id) WHERE u.state = 'on-study' AND s.state = 'active' "
                        + "AND s.ends > now() AND s.client_id = :client AND s.policy = :policy")
                .param("client", clientId)
                .param("policy", policy)
                .query(String.class)
                .list());
        subjects.removeAll(objecting);
        return new Patients(subjects::contains, subjects);
    }
}
