package org.consentry.gateway.consent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Taking a yes back. From the commit on, the next request on any node is refused: grants are read by every request.
 * Fragments are destroyed in the same transaction, so nothing more can be re-encrypted either.
 */
@Component
public class Revocations {
    private static final String RELINQUISHED = "consent-relinquish";

    private final ConsentRecords consents;
    private final Grants grants;
    private final KeyShares shares;
    private final IdentifierRequests requests;
    private final EmergencyEnds emergencies;
    private final TransactionTemplate transaction;

    Revocations(
            ConsentRecords consents,
            Grants grants,
            KeyShares shares,
            IdentifierRequests requests,
            EmergencyEnds emergencies,
            TransactionTemplate transaction) {
        this.consents = consents;
        this.grants = grants;
        this.shares = shares;
        this.requests = requests;
        this.emergencies = emergencies;
        this.transaction = transaction;
    }

    /** The patient revokes one consent; one that has ended already is answered as it is. */
    public byte[] revoke(Caller.PatientUser patient, String consentId) {
        ObjectNode consent = consents.ofPatient(consentId, patient.patientId());
        Optional<StoredVersion> ended = end(patient, patient.patientId(), consentId);
        return ended.map(StoredVersion::json).orElseGet(() -> ConsentJson.bytes(consent));
    }

    /**
     * The reader gives its own access up; one that has ended already is answered as it is.
     *
     * @throws Problem NOT_FOUND for a consent that is not the reader's
     */
    public byte[] relinquish(Caller caller, OrganizationId reader, String consentId) {
        String id = requests.inRecord(consentId);
        ObjectNode consent = requests.own(consentId, reader, consents.any(consentId));
        consents.any(id)
                .map(it -> it.path("patient").path("reference").asString("").replaceFirst("^Patient/", ""))
                .ifPresent(patientId -> end(caller, patientId, id, RELINQUISHED));
        // What lies in the record may name a patient whom the reader knows by a number only.
        return ConsentJson.bytes(consents.any(consentId).orElse(consent));
    }

    /**
     * The provider told of something; what it told before may be told again.
     *
     * @return how many grants ended
     */
    public int heard(ProviderEvent event) {
        return switch (event.effect()) {
            case NONE -> 0;
            case CONSENT_ENDED -> revokedAtProvider(event.account(), event.reader(), event.at());
            case ACCOUNT_ENDED -> revokedAtProvider(event.account(), Optional.empty(), event.at());
        };
    }

    /**
     * The patient revoked at the identity provider: every grant of that account to the organization ends, to all when
     * none is named. Safe to be told twice, late, or out of order: what was granted after that moment stays.
     *
     * @param at when the patient revoked
     * @return how many grants ended
     */
    public int revokedAtProvider(String account, Optional<OrganizationId> reader, Instant at) {
        List<Grant> held = reader.map(organization -> grants.ofAccount(account, organization))
                .orElseGet(() -> grants.ofAccount(account));
        int ended = 0;
        for (Grant grant : held) {
            Optional<ObjectNode> consent = consents.any(grant.consentId());
            if (consent.isPresent() && givenAt(consent.get()).isAfter(at)) {
                continue;
            }
            Caller.PatientUser patient =
                    new Caller.PatientUser(account, grant.patientId(), "Patient", "account-console", Scopes.parse(""));
            if (end(patient, grant.patientId(), grant.consentId()).isPresent()) {
                ended++;
            }
        }
        return ended;
    }

    /** The moment of the yes, which may be long before the access begins. */
    private static Instant givenAt(ObjectNode consent) {
        return ConsentForm.instant(consent.path("dateTime").asString(""));
    }

    /** Ends an access by the word of the patient's or of a reviewer; one that has ended already stays as it is. */
    Optional<StoredVersion> end(Caller caller, String patientId, String consentId) {
        return end(caller, patientId, consentId, "consent-revoke");
    }

    private Optional<StoredVersion> end(Caller caller, String patientId, String consentId, String step) {
        Optional<StoredVersion> ended = transaction.execute(status -> {
            Optional<Grant> held = grants.revoke(patientId, consentId, consents.now());
            if (held.isEmpty()) {
                return Optional.empty();
            }
            if (!step.equals(RELINQUISHED)) {
                emergencies.ended(held.get(), consents.now());
            }
            shares.withdraw(consentId);
            // Read behind the lock on the grant: it may have reached its end by itself in the meantime.
            return consents.any(consentId)
                    .filter(consent -> consent.path("status").asString("").equals("active"))
                    .map(consent -> consents.put(
                            ConsentJson.in("inactive", consent),
                            consent,
                            new ConsentRecords.Change(
                                    EntryKind.CONSENT_REVOKED, EventKind.CONSENT_REVOKED, step, caller)));
        });
        return ended == null ? Optional.empty() : ended;
    }
}
