package org.consentry.gateway.subscription;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.subscription.Progress.Status;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Members' subscriptions, as their owners see and change them. To everybody else they are not there. */
@Component
public class Subscriptions {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_QUERIED = 1000;

    private final SubscriptionRows rows;
    private final SubscriptionResources resources;
    private final Notices notices;
    private final TermsReader terms;
    private final NotificationJson notifications;
    private final SubscriptionSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Subscriptions(
            SubscriptionRows rows,
            SubscriptionResources resources,
            Notices notices,
            SubscriptionSettings settings,
            GatewaySettings gateway,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.resources = resources;
        this.notices = notices;
        this.terms = new TermsReader(settings.privateAddresses());
        this.notifications = new NotificationJson(gateway.fhir());
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Asks for one: the endpoint gets a handshake, then what happens from now on. */
    public StoredVersion create(OrganizationId owner, byte[] json) {
        ObjectNode asked = read(json);
        Terms wanted = terms.read(asked);
        return inTransaction(() -> {
            if (rows.count(owner) >= settings.most()) {
                throw Problem.of(ProblemKind.CONFLICT, "A member has at most " + settings.most() + " subscriptions");
            }
            StoredVersion stored = resources.create(asked, owner);
            long now = notices.newest(new Recipient.ToMember(owner));
            rows.put(stored.id().id(), owner, wanted, Status.REQUESTED, now);
            return stored;
        });
    }

    /** Asks anew, also after an error; or switches off. What came in the meantime is told, and numbers go on. */
    public StoredVersion update(OrganizationId owner, String id, byte[] json) {
        ObjectNode asked = read(json);
        Terms wanted = terms.read(asked);
        Status status = asked.path("status").asString("").equals(Status.OFF.code()) ? Status.OFF : Status.REQUESTED;
        return inTransaction(() -> {
            Progress before =
                    rows.locked(id).filter(it -> it.owner().equals(owner)).orElseThrow(Subscriptions::unknown);
            StoredVersion stored = resources.replace(asked, id, owner, status);
            rows.put(id, owner, wanted, status, before.position());
            return stored;
        });
    }

    /** Ends one for good. */
    public void delete(OrganizationId owner, String id) {
        inTransaction(() -> {
            own(owner, id);
            rows.delete(id);
            resources.delete(id, owner);
            return id;
        });
    }

    /** {@code $status} of one. */
    public byte[] status(OrganizationId owner, String id) {
        own(owner, id);
        return notifications.statuses(notices.gather(id).stream().toList());
    }

    /** {@code $status} of all, or of those named, in any of the statuses named. */
    public byte[] statuses(OrganizationId owner, List<String> ids, List<String> statuses) {
        return notifications.statuses(rows.ofOwner(owner).stream()
                .filter(each -> ids.isEmpty() || ids.contains(each.id()))
                .filter(each ->
                        statuses.isEmpty() || statuses.contains(each.status().code()))
                .toList());
    }

    /** {@code $events}: what was told, or would have been, from one number to another. */
    public byte[] events(OrganizationId owner, String id, long first, long last) {
        own(owner, id);
        Progress subscription = notices.gather(id).orElseThrow(Subscriptions::unknown);
        return notifications.bundle(
                subscription,
                NotificationJson.Type.QUERIED,
                notices.between(subscription, first, last, MOST_QUERIED),
                clock.instant());
    }

    private void own(OrganizationId owner, String id) {
        Optional<Progress> found = rows.find(id).filter(it -> it.owner().equals(owner));
        if (found.isEmpty()) {
            throw unknown();
        }
    }

    private static ObjectNode read(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object
                    && object.path("resourceType").asString("").equals("Subscription")) {
                return object;
            }
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not JSON");
        }
        throw Problem.of(ProblemKind.MALFORMED, "The body is not a Subscription");
    }

    private <T> T inTransaction(Supplier<T> work) {
        return java.util.Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "There is no such resource");
    }
}
