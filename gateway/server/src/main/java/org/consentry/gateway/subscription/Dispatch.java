package org.consentry.gateway.subscription;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.subscription.Progress.Status;
import org.consentry.gateway.subscription.Webhooks.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * One turn of one subscription: the handshake, the next notification, a heartbeat, or the end.
 *
 * A turn belongs to one node, by a lease in the row, so notifications of one subscription come in order. What was sent is
 * put down after the endpoint took it: a crash between the two sends it again with the same numbers, by which the receiver
 * knows it. A failure is tried again after one second, two, four and so on; after so many in a row the subscription is in
 * error and stays there until its owner asks anew. What happens meanwhile is still numbered, so nothing is lost.
 */
@Component
class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final SubscriptionRows rows;
    private final SubscriptionResources resources;
    private final Notices notices;
    private final Webhooks webhooks;
    private final Grants grants;
    private final SubscriptionSettings settings;
    private final TransactionTemplate transaction;
    private final NotificationJson notifications;
    private final Clock clock;

    Dispatch(
            SubscriptionRows rows,
            SubscriptionResources resources,
            Notices notices,
            Webhooks webhooks,
            Grants grants,
            SubscriptionSettings settings,
            GatewaySettings gateway,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.resources = resources;
        this.notices = notices;
        this.webhooks = webhooks;
        this.grants = grants;
        this.settings = settings;
        this.transaction = transaction;
        this.notifications = new NotificationJson(gateway.fhir());
        this.clock = clock;
    }

    /** What is left after a turn. */
    enum Left {
        NOTHING,
        MORE,
        /** The row says when. */
        LATER
    }

    Left turn(Progress taken) {
        if (taken.status() == Status.OFF || taken.status() == Status.ERROR) {
            // Its owner switched it off, or a turn before this one failed too often.
            return Left.NOTHING;
        }
        Optional<String> over = over(taken);
        if (over.isPresent()) {
            become(taken, Status.OFF, over.get());
            return Left.NOTHING;
        }
        if (taken.status() == Status.REQUESTED) {
            return handshake(taken);
        }
        return notices.gather(taken.id()).map(this::tell).orElse(Left.NOTHING);
    }

    /** Why it is over, if it is. */
    private Optional<String> over(Progress subscription) {
        if (subscription
                .terms()
                .end()
                .filter(end -> !end.isAfter(clock.instant()))
                .isPresent()) {
            return Optional.of("Its end has come");
        }
        if (!notices.mayListen(subscription)) {
            return Optional.of("Its owner is not told anything any more");
        }
        return subscription
                .terms()
                .patientId()
                .filter(patient -> grants.inForce(subscription.owner(), Optional.of(patient), clock.instant(), 1)
                        .isEmpty())
                .map(patient -> "No consent to the patient's record is in force");
    }

    private Left handshake(Progress subscription) {
        byte[] body = notifications.bundle(subscription, NotificationJson.Type.HANDSHAKE, List.of(), clock.instant());
        if (webhooks.post(subscription.terms(), body) == Outcome.FAILED) {
            return failed(subscription);
        }
        become(subscription, Status.ACTIVE, "");
        return Left.MORE;
    }

    private Left tell(Progress subscription) {
        long first = subscription.told() + 1;
        long last = Math.min(
                subscription.events(),
                subscription.told() + subscription.terms().maxCount());
        if (first > last) {
            return heartbeat(subscription);
        }
        List<Notice> told =
                notices.between(subscription, first, last, subscription.terms().maxCount());
        byte[] body = notifications.bundle(subscription, NotificationJson.Type.EVENTS, told, clock.instant());
        if (!told.isEmpty() && webhooks.post(subscription.terms(), body) == Outcome.FAILED) {
            return failed(subscription);
        }
        // A crash here sends the same numbers once more.
        rows.taken(subscription.id(), last);
        return last < subscription.events() ? Left.MORE : Left.NOTHING;
    }

    private Left heartbeat(Progress subscription) {
        if (subscription.failures() == 0 && rows.isSilent(subscription.id()).isEmpty()) {
            return Left.NOTHING;
        }
        byte[] body = notifications.bundle(subscription, NotificationJson.Type.HEARTBEAT, List.of(), clock.instant());
        if (webhooks.post(subscription.terms(), body) == Outcome.FAILED) {
            return failed(subscription);
        }
        rows.taken(subscription.id(), subscription.told());
        return Left.NOTHING;
    }

    private Left failed(Progress subscription) {
        int failures = subscription.failures() + 1;
        if (failures >= settings.failures()) {
            become(subscription, Status.ERROR, "The endpoint did not take notifications");
            return Left.NOTHING;
        }
        rows.failed(subscription.id(), failures, pause(failures));
        return Left.LATER;
    }

    private Duration pause(int failures) {
        Duration pause = settings.firstRetry().multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void become(Progress subscription, Status status, String error) {
        transaction.executeWithoutResult(ignored -> {
            if (rows.become(subscription.id(), subscription.status(), status)) {
                resources.show(subscription.id(), subscription.owner(), status, error);
            }
        });
        LOG.atInfo()
                .addKeyValue("subscription", subscription.id())
                .addKeyValue("status", status.code())
                .log("subscription changed");
    }
}
