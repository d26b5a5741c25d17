package org.consentry.gateway.consent;

import java.util.List;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.ledger.entry.EntryKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells what time has already done. A grant is closed by its end, to the second, without anybody's help; here the
 * Consent says so too, the fragments are destroyed, the ledger gets its entry and both sides hear of it. Every grant is
 * taken by one node, in one transaction with everything that follows from it.
 */
@Component
class ConsentExpiry {
    private static final Logger log = LoggerFactory.getLogger(ConsentExpiry.class);
    private static final int AT_ONCE = 20;

    private final ConsentRecords consents;
    private final Grants grants;
    private final KeyShares shares;
    private final TransactionTemplate transaction;

    ConsentExpiry(ConsentRecords consents, Grants grants, KeyShares shares, TransactionTemplate transaction) {
        this.consents = consents;
        this.grants = grants;
        this.shares = shares;
        this.transaction = transaction;
    }

    @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT5S")
    void sweep() {
        while (expire() == AT_ONCE) {
            // More have ended than one transaction takes.
        }
    }

    /** Tells of one transaction's worth of ends; answers how many there were. */
    int expire() {
        Integer count = transaction.execute(status -> {
            List<Grant> ended = grants.expire(consents.now(), AT_ONCE);
            ended.forEach(this::tell);
            return ended.size();
        });
        return count == null ? 0 : count;
    }

    private void tell(Grant grant) {
        shares.withdraw(grant.consentId());
        consents.any(grant.consentId())
                .filter(consent -> consent.path("status").asString("").equals("active"))
                .ifPresent(consent -> end(grant, consent));
    }

    private void end(Grant grant, ObjectNode consent) {
        Caller patient =
                new Caller.PatientUser(grant.account(), grant.patientId(), "Patient", "consentry", Scopes.parse(""));
        consents.put(
                ConsentJson.in("inactive", consent),
                consent,
                new ConsentRecords.Change(
                        EntryKind.CONSENT_EXPIRED, EventKind.CONSENT_EXPIRED, "consent-expire", patient));
        log.atInfo().addKeyValue("consent", grant.consentId()).log("consent reached its end");
    }
}
