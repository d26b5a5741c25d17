package org.consentry.gateway.attachment;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.consentry.gateway.attachment.Delivery.State;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.statement.OneStatement;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Fetching a staged copy, once.
 *
 * A URI proves itself: its signature is made again from what it says, so a made-up one costs no question. One statement
 * finds the delivery by the signature's hash and takes it, or takes nothing; it skips a row that somebody else is taking,
 * so losers wait for nobody. A second one asks for the consent and puts down the handing-out, in the same transaction:
 * one wait for the disk. From the claim to the completion the row is CLAIMED with a lease; a node that dies lets it lapse, and the same URI
 * works again. Completion is one transaction: the row, the deletion of the copy, the proof and the events. A crash before
 * it leaves a lease that lapses although every byte was sent, and the recipient could fetch once more: nothing is lost, and
 * the log then tells of both.
 */
/** Gives what a one-time URI opens to one caller, once. */
@Component
public class Claims {
    private final DeliveryRows rows;
    private final DeliveryConsents consents;
    private final Deletions deletions;
    private final Objects objects;
    private final OneTimeUris uris;
    private final Outbox outbox;
    private final Events events;
    private final DeliveryPapers papers;
    private final Reuses reuses;
    private final AttachmentSettings settings;
    private final TransactionTemplate transaction;
    private final JdbcTemplate jdbc;

    Claims(
            DeliveryRows rows,
            DeliveryConsents consents,
            Deletions deletions,
            Objects objects,
            OneTimeUris uris,
            Outbox outbox,
            Events events,
            DeliveryPapers papers,
            Reuses reuses,
            AttachmentSettings settings,
            TransactionTemplate transaction,
            JdbcTemplate jdbc) {
        this.rows = rows;
        this.consents = consents;
        this.deletions = deletions;
        this.objects = objects;
        this.uris = uris;
        this.outbox = outbox;
        this.events = events;
        this.papers = papers;
        this.reuses = reuses;
        this.settings = settings;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    /** Looks at a URI without claiming it. */
    public Claim look(String rawPath, String rawQuery, OrganizationId recipient) {
        Optional<DeliveryRows.Row> found = uris.presented(rawPath, rawQuery)
                .flatMap(rows::byFingerprint)
                .filter(row -> row.delivery().recipient().equals(recipient));
        if (found.isEmpty()) {
            return new Claim.Unknown();
        }
        DeliveryRows.Row row = found.get();
        if (row.delivery().state() == State.DELIVERED) {
            return new Claim.Spent(row.delivery());
        }
        if (row.expired() || consents.isOver(row.delivery())) {
            return new Claim.Over();
        }
        boolean busy = row.delivery().state() == State.CLAIMED && !row.lapsed();
        return busy ? new Claim.InProgress() : new Claim.Granted(row.delivery(), new UUID(0, 0));
    }

    /**
     * Claims what a URI opens; of any number of callers one is granted it.
     *
     * @param won told of the delivery by the one who may be granted it, before that stands and even before the consent is
     *     asked: nothing may leave yet
     */
    public Claim claim(
            String rawPath, String rawQuery, OrganizationId recipient, Caller caller, Consumer<Delivery> won) {
        Optional<byte[]> fingerprint = uris.presented(rawPath, rawQuery);
        if (fingerprint.isEmpty()) {
            return new Claim.Unknown();
        }
        UUID claim = UUID.randomUUID();
        Optional<Delivery> granted = transaction.execute(status -> {
            Optional<Delivery> mine = rows.claim(
                    fingerprint.get(), recipient, claim, settings.lease().toSeconds());
            mine.ifPresent(won);
            if (mine.isPresent() && !handedOut(mine.get(), caller)) {
                status.setRollbackOnly();
                return Optional.empty();
            }
            return mine;
        });
        return java.util.Objects.requireNonNull(granted).isPresent()
                ? new Claim.Granted(granted.get(), claim)
                : lost(look(rawPath, rawQuery, recipient));
    }

    /** Puts down the handing-out, and answers whether the consent shows it, which the same statement asks. */
    private boolean handedOut(Delivery delivery, Caller caller) {
        AtomicBoolean shown = new AtomicBoolean();
        OneStatement statement = new OneStatement();
        papers.handingOut(delivery, caller, statement);
        consents.ask(delivery, statement, () -> shown.set(true));
        statement.run(jdbc);
        return shown.get();
    }

    /** What somebody else gave back in this very moment is told as being fetched. */
    private static Claim lost(Claim seen) {
        return seen instanceof Claim.Granted ? new Claim.InProgress() : seen;
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

    /** Somebody used a spent URI again. */
    public void reused(Claim.Spent spent, Caller caller) {
        reuses.used(spent.delivery(), caller);
    }

    /** The ciphertext of a delivery's copy from an offset on. */
    public InputStream ciphertext(Delivery delivery, long offset) {
        return objects.read(delivery.staged().orElseThrow().key(), offset);
    }
}
