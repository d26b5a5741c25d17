package org.consentry.gateway.consent;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who could read a patient's record at this moment, and why: the grants as the gate reads
 * them, those who act for the patient, and who contributed.
 */
@Component
public class Evaluation {
    private static final int MOST_MEMBERS = 1_000;

    private final Grants grants;
    private final PatientSources sources;
    private final ConsentRecords consents;
    private final PatientProxies proxies;
    private final Records records;
    private final JdbcClient jdbc;

    Evaluation(
            Grants grants,
            PatientSources sources,
            ConsentRecords consents,
            PatientProxies proxies,
            Records records,
            JdbcClient jdbc) {
        this.grants = grants;
        this.sources = sources;
        this.consents = consents;
        this.proxies = proxies;
        this.records = records;
        this.jdbc = jdbc;
    }

    /**
     * One way in.
     *
     * @param who references of those it is open to now; a group or network is followed by its members
     */
    public record Access(Grant grant, List<String> who) {}

    /** The grants of the patient in force now; when a resource is named, those through which it is seen. */
    public List<Access> of(String patientId, Optional<ResourceId> resource) {
        return grants.ofPatient(patientId, consents.now()).stream()
                .filter(grant -> resource.map(id -> shows(grant, id)).orElse(true))
                .map(grant -> new Access(grant, who(grant)))
                .toList();
    }

    /** Asked of the store, as every read is: what is not seen through this grant alone is not read under it. */
    private boolean shows(Grant grant, ResourceId id) {
        return grant.actions().contains(GrantedAction.ACCESS)
                && current(id, new Visibility.Limited(Optional.empty(), List.of(grant.window())))
                        .isPresent();
    }

    private Optional<StoredVersion> current(ResourceId id, Visibility visibility) {
        return records.current(id, visibility).filter(version -> version.change() != StoredVersion.Change.DELETED);
    }

    /**
     * The organization that brought the patient, or the named resource of the patient's, in and reads what it contributed
     * itself.
     *
     * @throws Problem NOT_FOUND for a resource that is not in the patient's record
     */
    public Optional<OrganizationId> contributor(String patientId, Optional<ResourceId> resource) {
        return resource.map(id -> current(id, new Visibility.Limited(Optional.empty(), List.of(Window.self(patientId))))
                        .map(StoredVersion::source)
                        .or(() -> {
                            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such resource");
                        }))
                .orElseGet(
                        () -> Optional.ofNullable(sources.of(Set.of(patientId)).get(patientId)));
    }

    /** Those who act for the patient at this moment, as references. */
    public List<String> proxies(String patientId) {
        return proxies.of(patientId).stream()
                .map(PatientProxies.Proxy::relatedPersonId)
                .filter(person -> proxies.patientOf(person).isPresent())
                .map(person -> "RelatedPerson/" + person)
                .toList();
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
