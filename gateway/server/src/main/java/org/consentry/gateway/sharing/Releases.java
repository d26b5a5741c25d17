package org.consentry.gateway.sharing;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.attachment.Attachments;
import org.consentry.gateway.attachment.Deliveries;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.attachment.SealedContent;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Re-encrypts what a consent opens.
 *
 * A content is released when some record that points to it is visible through the consent's window, exactly as the
 * reader would see it by a search; the store decides that. Each content is one transaction: fragments (locked against
 * withdrawal), capsule fragments, ledger entry, delivery, event. A revocation that comes first leaves no fragments to
 * use; one that comes later waits for the lock and then takes the delivery back. Where several hold fragments, nothing is
 * re-encrypted before the reader asks for its delivery (ThresholdKeys).
 */
@Component
class Releases {
    private final KeyFragments fragments;
    private final Grants grants;
    private final Attachments attachments;
    private final Deliveries deliveries;
    private final VisibleDocuments documents;
    private final ReencryptionPapers papers;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Releases(
            KeyFragments fragments,
            Grants grants,
            Attachments attachments,
            Deliveries deliveries,
            VisibleDocuments documents,
            ReencryptionPapers papers,
            TransactionTemplate transaction,
            Clock clock) {
        this.fragments = fragments;
        this.grants = grants;
        this.attachments = attachments;
        this.deliveries = deliveries;
        this.documents = documents;
        this.papers = papers;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Releases everything that waits under a consent; returns how many contents were announced. */
    int release(String consentId) {
        Optional<Grant> grant = fragments
                .patientOf(consentId)
                .flatMap(patient -> grants.ofConsent(patient, consentId, clock.instant()))
                .filter(it -> it.actions().contains(GrantedAction.ACCESS));
        if (grant.isEmpty()) {
            return 0;
        }
        int announced = 0;
        for (KeyFragments.Live key : distinctKeys(consentId)) {
            for (SealedContent content : attachments.unannounced(
                    grant.get().patientId(), key.delegating().toBytes(), consentId)) {
                Optional<String> document = documents.of(content, grant.get());
                if (document.isPresent() && announce(content, consentId, key, document.get())) {
                    announced++;
                }
            }
        }
        return announced;
    }

    /** One of the live fragments for each delegating key. */
    private List<KeyFragments.Live> distinctKeys(String consentId) {
        List<KeyFragments.Live> held = transaction.execute(status -> fragments.held(consentId));
        return held == null
                ? List.of()
                : held.stream()
                        .collect(java.util.stream.Collectors.toMap(
                                KeyFragments.Live::delegating, it -> it, (one, other) -> one))
                        .values()
                        .stream()
                        .toList();
    }

    private boolean announce(SealedContent content, String consentId, KeyFragments.Live key, String document) {
        Boolean announced = transaction.execute(status -> {
            List<KeyFragments.Live> held = fragments.held(consentId).stream()
                    .filter(it -> it.delegating().equals(key.delegating()))
                    .toList();
            if (held.isEmpty()) {
                return false;
            }
            Capsule capsule =
                    SealedKey.fromBytes(content.key().sealedKey()).orThrow().capsule();
            boolean alone = key.threshold() == 1;
            List<ReencryptionPapers.Made> made =
                    alone ? held.stream().map(it -> made(it, capsule)).toList() : List.of();
            Optional<String> delivery = deliveries.announce(
                    new Deliveries.Offer(content, consentId, key.recipient(), document, shared(content, key, made)));
            delivery.filter(id -> alone)
                    .ifPresent(id -> papers.reencrypted(id, content, consentId, key, capsule, made));
            return delivery.isPresent();
        });
        return Boolean.TRUE.equals(announced);
    }

    private ReencryptionPapers.Made made(KeyFragments.Live live, Capsule capsule) {
        return new ReencryptionPapers.Made(
                "gateway", live.fragment().orElseThrow().reencrypt(capsule, random));
    }

    private static Delivery.SharedKey shared(
            SealedContent content, KeyFragments.Live key, List<ReencryptionPapers.Made> made) {
        return new Delivery.SharedKey(
                content.key().sealedKey(),
                made.stream().map(it -> it.cfrag().toBytes()).toList(),
                key.threshold(),
                key.delegating().toBytes(),
                key.receiving().toBytes(),
                key.verifying().toBytes(),
                Optional.empty());
    }
}
