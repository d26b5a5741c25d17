package org.consentry.gateway.attachment;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.attachment.Delivery.Staged;
import org.consentry.gateway.attachment.Delivery.State;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Deliveries, from the announcement to the last byte.
 *
 * A copy is staged only when the recipient asks for its URI, so what nobody fetches costs nothing. The deletion of a
 * copy is put down before the copy is made and taken back in the statement that makes it the delivery's own: a crash
 * anywhere between leaves an object that will be deleted. From the claim to the completion the row is CLAIMED with a
 * lease; a node that dies lets it lapse, and the same URI works again. Completion is one transaction: the row, the
 * deletion of the copy, the proof and the events. A crash before it leaves a lease that lapses although every byte was
 * sent, and the recipient could fetch once more: nothing is lost, and the log then tells of both.
 *
 * The consent is asked for again by every step, by the database's row and not by a cache.
 */
@Component
public class Deliveries {
    /** Until then a copy is made and taken over, or it is rubbish. */
    private static final int RUBBISH_AFTER_SECONDS = 3600;

    private final DeliveryRows rows;
    private final Deletions deletions;
    private final Objects objects;
    private final OneTimeUris uris;
    private final Grants grants;
    private final Outbox outbox;
    private final Events events;
    private final DeliveryPapers papers;
    private final KeyCollector collector;
    private final AttachmentSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Deliveries(
            DeliveryRows rows,
            Deletions deletions,
            Objects objects,
            OneTimeUris uris,
            Grants grants,
            Outbox outbox,
            Events events,
            DeliveryPapers papers,
            KeyCollector collector,
            AttachmentSettings settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.deletions = deletions;
        this.objects = objects;
        this.uris = uris;
        this.grants = grants;
        this.outbox = outbox;
        this.events = events;
        this.papers = papers;
        this.collector = collector;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What is to be delivered.
     *
     * @param document the record through which the consent shows the content
     */
    public record Offer(
            SealedContent content,
            String consentId,
            OrganizationId recipient,
            String document,
            Delivery.SharedKey sharedKey) {}

    /**
     * Puts a delivery down and tells its recipient, in the caller's transaction.
     *
     * @return the delivery's id; empty when the consent has one for this content already
     */
    public Optional<String> announce(Offer offer) {
        Delivery delivery = new Delivery(
                UUID.randomUUID().toString(),
                offer.content(),
                offer.consentId(),
                offer.recipient(),
                offer.document(),
                offer.sharedKey(),
                State.READY,
                Optional.empty(),
                0);
        if (!rows.add(delivery)) {
            return Optional.empty();
        }
        outbox.put(
                new Recipient.ToMember(offer.recipient()),
                EventKind.ATTACHMENT_READY,
                Map.of(
                        "delivery",
                        delivery.id(),
                        "patient",
                        "Patient/" + offer.content().patientId(),
                        "document",
                        offer.document(),
                        "consent",
                        "Consent/" + offer.consentId()));
        return Optional.of(delivery.id());
    }

    /** A recipient's deliveries under consents in force, newest first. */
    public List<DeliveryNotice> of(OrganizationId recipient, int most) {
        return rows.of(recipient, most).stream()
                .filter(it -> grants.ofConsent(it.patientId(), it.consentId(), clock.instant())
                        .filter(grant -> grant.reader().equals(recipient))
                        .isPresent())
                .toList();
    }

    /** What asking for a delivery's URI gives. */
    public sealed interface Issue {
        /** The URI works once, until it expires. */
        record Issued(Delivery delivery, URI uri, Instant expiresAt) implements Issue {}

        /** Fetched already, or its consent has ended. */
        record Over() implements Issue {}

        /** Too few of those who hold key fragments can be reached; nothing has been given out. */
        record Unopened() implements Issue {}

        /** Nothing of that id for this recipient. */
        record Unknown() implements Issue {}
    }

    /** The URI of a delivery: the same until it expires or is spent. Stages the copy when there is none. */
    public Issue issue(String id, OrganizationId recipient) {
        Optional<DeliveryRows.Row> found = rows.byId(id);
        if (found.isEmpty() || !found.get().delivery().recipient().equals(recipient)) {
            return new Issue.Unknown();
        }
        DeliveryRows.Row row = found.get();
        if (isOver(row.delivery())) {
            return new Issue.Over();
        }
        if (!row.delivery().sharedKey().isComplete()) {
            switch (collector.collect(row.delivery(), cfrags -> rows.collected(id, cfrags))) {
                case TOO_FEW -> {
                    return new Issue.Unopened();
                }
                case ENDED -> {
                    return new Issue.Over();
                }
                case ENOUGH -> row = rows.byId(id).orElseThrow();
            }
        }
        if (row.delivery().staged().isEmpty() || (row.expired() && row.lapsedOrIdle())) {
            stage(row.delivery());
            row = rows.byId(id).orElseThrow();
        }
        Delivery delivery = row.delivery();
        if (isOver(delivery)
                || delivery.staged().isEmpty()
                || !delivery.sharedKey().isComplete()) {
            return new Issue.Over();
        }
        Staged staged = delivery.staged().get();
        return new Issue.Issued(delivery, uris.of(staged), staged.expiresAt());
    }

    private boolean isOver(Delivery delivery) {
        return switch (delivery.state()) {
            case DELIVERED, WITHDRAWN -> true;
            case READY, STAGED, CLAIMED ->
                grants.ofConsent(delivery.content().patientId(), delivery.consentId(), clock.instant())
                        .filter(grant -> grant.reader().equals(delivery.recipient()))
                        .isEmpty();
        };
    }

    private void stage(Delivery delivery) {
        Instant signed = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Staged staged = new Staged(ObjectKey.staging(random), etag(), signed, signed.plus(settings.uriExpires()));
        deletions.in(staged.key(), RUBBISH_AFTER_SECONDS);
        objects.copy(delivery.content().objectKey(), staged.key());
        // A crash here leaves a copy whose deletion is down already.
        Boolean taken = transaction.execute(status -> {
            boolean mine = rows.stage(delivery.id(), staged, uris.fingerprint(staged));
            if (mine) {
                deletions.forget(staged.key());
                delivery.staged().ifPresent(old -> deletions.in(old.key(), 0));
            }
            return mine;
        });
        if (!Boolean.TRUE.equals(taken)) {
            deletions.now(staged.key());
        }
    }

    private String etag() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Looks at a URI without claiming it. */
    public Claim look(String rawPath, String rawQuery, OrganizationId recipient) {
        Optional<DeliveryRows.Row> found = rows.byFingerprint(OneTimeUris.fingerprint(rawQuery))
                .filter(row -> row.delivery().recipient().equals(recipient))
                .filter(row -> row.delivery().staged().stream().anyMatch(it -> uris.matches(it, rawPath, rawQuery)));
        if (found.isEmpty()) {
            return new Claim.Unknown();
        }
        DeliveryRows.Row row = found.get();
        if (row.delivery().state() == State.DELIVERED) {
            return new Claim.Spent();
        }
        if (row.expired() || isOver(row.delivery())) {
            return new Claim.Over();
        }
        boolean busy = row.delivery().state() == State.CLAIMED && !row.lapsed();
        return busy ? new Claim.InProgress() : new Claim.Granted(row.delivery(), new UUID(0, 0));
    }

    /** Claims what a look found free; of any number of callers one is granted it. */
    public Claim claim(Delivery delivery, org.consentry.gateway.identity.Caller caller) {
        UUID claim = UUID.randomUUID();
        Boolean won = transaction.execute(status -> {
            boolean mine = rows.claim(
                    delivery.id(), delivery.recipient(), claim, settings.lease().toSeconds());
            if (mine) {
                papers.handingOut(delivery, caller);
            }
            return mine;
        });
        return Boolean.TRUE.equals(won) ? new Claim.Granted(delivery, claim) : new Claim.InProgress();
    }

    /** Whether the claim still holds; it does for another lease then. */
    public boolean renew(Claim.Granted claim) {
        return rows.renew(claim.delivery().id(), claim.id(), settings.lease().toSeconds());
    }

    /** Gives the claim back after an interruption: the same URI works again until it expires. */
    public void release(Claim.Granted claim, long sent) {
        rows.release(claim.delivery().id(), claim.id(), sent);
    }

    /** The last byte has been sent. Afterwards the copy is gone, at the latest when the store is back. */
    public void complete(Claim.Granted claim) {
        Delivery delivery = claim.delivery();
        ObjectKey copy = delivery.staged().orElseThrow().key();
        Boolean done = transaction.execute(status -> {
            boolean mine =
                    rows.complete(delivery.id(), claim.id(), delivery.content().sealedSize());
            if (mine) {
                deletions.in(copy, 0);
                papers.delivered(delivery);
                events.buryDelivery(new Recipient.ToMember(delivery.recipient()), delivery.id());
                outbox.put(
                        new Recipient.ToPatient(delivery.content().patientId()),
                        EventKind.ATTACHMENT_DELIVERED,
                        Map.of(
                                "document", delivery.document(),
                                "recipient", delivery.recipient().reference(),
                                "consent", "Consent/" + delivery.consentId()));
            }
            return mine;
        });
        if (Boolean.TRUE.equals(done)) {
            deletions.now(copy);
        }
    }

    /** What acknowledging gives. */
    public enum Acknowledgment {
        RECEIVED,
        /** Not the hash of the content: the recipient holds something else. */
        WRONG_HASH,
        /** The fetch has not been completed, or is just being. */
        IN_PROGRESS,
        UNKNOWN
    }

    /** The recipient opened the content and its hash agrees. Saying it twice changes nothing. */
    public Acknowledgment acknowledge(String id, OrganizationId recipient, byte[] sha256) {
        Optional<Delivery> delivery = rows.byId(id)
                .map(DeliveryRows.Row::delivery)
                .filter(it -> it.recipient().equals(recipient));
        if (delivery.isEmpty()) {
            return Acknowledgment.UNKNOWN;
        }
        if (delivery.get().state() != State.DELIVERED) {
            return delivery.get().state() == State.CLAIMED ? Acknowledgment.IN_PROGRESS : Acknowledgment.UNKNOWN;
        }
        if (!java.security.MessageDigest.isEqual(
                sha256, delivery.get().content().sha256())) {
            return Acknowledgment.WRONG_HASH;
        }
        rows.received(id);
        return Acknowledgment.RECEIVED;
    }

    /** Ends what the consent has not delivered, in the caller's transaction. */
    public void withdraw(String consentId) {
        List<DeliveryRows.Withdrawn> ended = rows.withdraw(consentId);
        ended.forEach(delivery -> {
            delivery.staged().ifPresent(copy -> deletions.in(copy, 0));
            events.buryDelivery(new Recipient.ToMember(delivery.recipient()), delivery.id());
        });
    }

    /** The URI of a delivered content was used again. */
    public void reused(String rawQuery, org.consentry.gateway.identity.Caller caller) {
        rows.byFingerprint(OneTimeUris.fingerprint(rawQuery)).ifPresent(row -> papers.reused(row.delivery(), caller));
    }

    /** Takes expired copies away; returns how many. */
    int unstageExpired() {
        List<ObjectKey> copies = java.util.Objects.requireNonNull(transaction.execute(status -> {
            List<ObjectKey> expired = rows.unstageExpired();
            expired.forEach(copy -> deletions.in(copy, 0));
            return expired;
        }));
        copies.forEach(deletions::now);
        return copies.size();
    }

    /** The ciphertext of a claimed delivery from an offset on. */
    public java.io.InputStream ciphertext(Claim.Granted claim, long offset) {
        return objects.read(claim.delivery().staged().orElseThrow().key(), offset);
    }
}
