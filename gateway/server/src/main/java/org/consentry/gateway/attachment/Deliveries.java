package org.consentry.gateway.attachment;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
 * Deliveries, from the announcement to the URI.
 *
 * A copy is staged only when the recipient asks for its URI, so what nobody fetches costs nothing. The deletion of a
 * copy is put down before the copy is made and taken back in the statement that makes it the delivery's own: a crash
 * anywhere between leaves an object that will be deleted. How the copy is fetched is the matter of Claims.
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
    private final DeliveryConsents consents;
    private final Outbox outbox;
    private final Events events;
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
            DeliveryConsents consents,
            Outbox outbox,
            Events events,
            KeyCollector collector,
            AttachmentSettings settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.deletions = deletions;
        this.objects = objects;
        this.uris = uris;
        this.consents = consents;
        this.outbox = outbox;
        this.events = events;
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
                .filter(it -> consents.show(it.patientId(), it.consentId(), recipient))
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
        if (consents.isOver(row.delivery())) {
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
        if (isSignedOtherwise(row)) {
            row = signedAnew(row);
        }
        Delivery delivery = row.delivery();
        if (consents.isOver(delivery)
                || delivery.staged().isEmpty()
                || !delivery.sharedKey().isComplete()) {
            return new Issue.Over();
        }
        Staged staged = delivery.staged().get();
        return new Issue.Issued(delivery, uris.of(staged), staged.expiresAt());
    }

    /** The store's credentials, which sign URIs, have been replaced since. */
    private boolean isSignedOtherwise(DeliveryRows.Row row) {
        return row.delivery()
                .staged()
                .filter(staged -> !Arrays.equals(uris.fingerprint(staged), row.fingerprint()))
                .isPresent();
    }

    /** The same copy under another URI; the one from before, which nobody has used, is none any more. */
    private DeliveryRows.Row signedAnew(DeliveryRows.Row row) {
        Staged staged = row.delivery().staged().orElseThrow();
        rows.resign(row.delivery().id(), staged, uris.fingerprint(staged));
        return rows.byId(row.delivery().id()).orElseThrow();
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
}
