package org.consentry.gateway.consent;

import java.util.Objects;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * A member takes an open request back. Nothing can be granted by it any more, also not by a patient who is on the screen at
 * that moment. The answer is the same, and takes the same time, whether or not there is such a patient.
 */
@Component
public class Withdrawals {
    private final ConsentRecords consents;
    private final IdentifierRequests requests;
    private final TransactionTemplate transaction;
    private final AnswerPace pace;

    Withdrawals(
            ConsentRecords consents,
            IdentifierRequests requests,
            ConsentSettings settings,
            TransactionTemplate transaction) {
        this.consents = consents;
        this.requests = requests;
        this.transaction = transaction;
        this.pace = new AnswerPace(settings.requestTakes());
    }

    /**
     * Withdraws an open request; one that has ended already is answered as it is.
     *
     * @throws Problem NOT_FOUND for a request that is not the requester's, CONFLICT for one that was granted
     */
    public byte[] withdraw(Caller caller, OrganizationId requester, String requestId) {
        long began = System.nanoTime();
        byte[] answer = Objects.requireNonNull(transaction.execute(status -> {
            ObjectNode request = requests.own(requestId, requester, consents.any(requestId));
            return switch (request.path("status").asString("")) {
                case "proposed" -> withdrawn(request, caller).json();
                case "active" ->
                    throw Problem.of(
                            ProblemKind.CONFLICT, "This request was granted; an access is given up by $relinquish");
                default -> ConsentJson.bytes(request);
            };
        }));
        pace.keep(began);
        return answer;
    }

    private StoredVersion withdrawn(ObjectNode request, Caller caller) {
        return consents.withdraw(
                request,
                new ConsentRecords.Change(
                        EntryKind.CONSENT_WITHDRAWN, EventKind.CONSENT_WITHDRAWN, "consent-withdraw", caller));
    }
}
