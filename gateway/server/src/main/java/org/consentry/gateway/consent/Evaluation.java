package org.consentry.gateway.consent;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who could read a patient's record at this moment, and why: the grants as the gate reads them, nothing else. */
@Component
public class Evaluation {
    private static final int MOST_MEMBERS = 1_000;

    private final Grants grants;
    private final PatientSources sources;
    private final ConsentRecords consents;
    private final JdbcClient jdbc;

    Evaluation(Grants grants, PatientSources sources, ConsentRecords consents, JdbcClient jdbc) {
        this.grants = grants;
        this.sources = sources;
        this.consents = consents;
        this.jdbc = jdbc;
    }

    /**
     * One way in.
     *
     * @param who references of those it is open to now; a group or network is followed by its members
     */
    public record Access(Grant grant, List<String> who) {}

    /** The grants of the patient in force now. */
    public List<Access> of(String patientId) {
        return grants.ofPatient(patientId, consents.now()).stream()
                .map(grant -> new Access(grant, who(grant)))
                .toList();
    }

    /** The organization that brought the patient in and reads what it contributed itself. */
    public Optional<OrganizationId> contributor(String patientId) {
        return Optional.ofNullable(sources.of(Set.of(patientId)).get(patientId));
    }

    private List<String> who(Grant grant) {
        if (grant.actors().isEmpty()) {
            return List.of(grant.reader().reference());
        }
        return jdbc.sql(
                        "SELECT DISTINCT who FROM (SELECT unnest(:actors) AS who UNION ALL SELECT member FROM membership "
                                + "WHERE group_key = ANY(:actors) AND active AND (starts IS NULL OR starts <= :at) AND (ends IS NULL OR ends > :at)) names "
                                + "ORDER BY who LIMIT " + MOST_MEMBERS)
                .param("actors", grant.actors().toArray(String[]::new))
                .param("at", java.sql.Timestamp.from(consents.now()))
                .query(String.class)
                .list();
    }
}
