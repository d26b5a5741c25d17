package org.consentry.gateway.consent;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/*
 * Requests to a patient whose id the requester does not know.
 *
 * The requester's Consent keeps naming an identifier and belongs to no record: whatever is asked about it is answered
 * alike whether or not there is a patient. Where there is exactly one, a second Consent lies in her record, which the
 * requester cannot see; it is this one that she answers and that is enforced. The requester's follows it from state to
 * state, and names her once she has said yes.
 */
/** Keeps the two halves of a request by identifier together. All methods join the caller's transaction. */
@Component
class IdentifierRequests {
    private final Records records;
    private final IdentifiedPatients patients;
    private final JdbcClient jdbc;

    IdentifierRequests(Records records, IdentifiedPatients patients, JdbcClient jdbc) {
        this.records = records;
        this.patients = patients;
        this.jdbc = jdbc;
    }

    static boolean isOne(ObjectNode consent) {
        return !consent.path("patient").has("reference");
    }

    /** The one patient that the request's identifier stands for. */
    Optional<String> patient(ObjectNode request) {
        return patients.of(request.path("patient").path("identifier"));
    }

    void keep(StoredVersion request, StoredVersion inRecord) {
        jdbc.sql("INSERT INTO consent_request (consent_id, request_id) VALUES (:consent, :request)")
                .param("consent", inRecord.id().id())
                .param("request", request.id().id())
                .update();
    }

    /** The requester's name for a consent. */
    ResourceId request(ResourceId consent) {
        return jdbc.sql("SELECT request_id FROM consent_request WHERE consent_id = :consent")
                .param("consent", consent.id())
                .query(String.class)
                .optional()
                .map(id -> new ResourceId("Consent", id))
                .orElse(consent);
    }

    /** The patient's consent behind the requester's name for it. */
    String inRecord(String requestId) {
        return jdbc.sql("SELECT consent_id FROM consent_request WHERE request_id = :request")
                .param("request", requestId)
                .query(String.class)
                .optional()
                .orElse(requestId);
    }

    /**
     * A consent under the requester's own name for it: under the patient's there is nothing for others.
     *
     * @throws Problem NOT_FOUND when it is another's, or the patient's
     */
    ObjectNode own(String consentId, OrganizationId requester, Optional<ObjectNode> stored) {
        return stored.filter(it -> ConsentJson.requester(it).equals(requester))
                .filter(it -> request(new ResourceId("Consent", consentId)).id().equals(consentId))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such consent"));
    }

    /** Lets the requester's Consent say what the patient's says, and who she is only once it was active. */
    void follow(ResourceId request, ObjectNode consent, Author author) {
        ObjectNode copy = consent.deepCopy();
        copy.remove("meta");
        copy.put("id", request.id());
        if (!copy.path("status").asString("").equals("active") && !isNamed(request)) {
            ((ObjectNode) copy.path("patient")).remove("reference");
        }
        records.write(List.of(new Write.Put(request, ConsentJson.bytes(copy), OptionalLong.empty())), author);
    }

    private boolean isNamed(ResourceId request) {
        return records.current(request, new Visibility.Everything())
                .map(version -> !isOne(ConsentJson.parse(version.json())))
                .orElse(false);
    }
}
