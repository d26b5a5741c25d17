package org.consentry.gateway.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentry.gateway.event.Event;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notifications as the backport has them in R4: a history Bundle that begins with Parameters, the status.
 *
 * @see <a href="http://hl7.org/fhir/uv/subscriptions-backport/STU1.1/notifications.html">Notifications</a>
 */
final class NotificationJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PROFILE = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    private static final Pattern REFERENCE = Pattern.compile("[A-Z][A-Za-z]{1,63}/[A-Za-z0-9\\-.]{1,64}");
    private static final String DELIVERY = "https://consentry.org/fhir/delivery";

    /** Which of an event's facts it is about; the first that is there. */
    private static final List<String> FOCUS = List.of("document", "task", "consent");

    private final String base;

    NotificationJson(String base) {
        this.base = base;
    }

    /** What a notification is for, as the code of the backport. */
    enum Type {
        HANDSHAKE("handshake"),
        HEARTBEAT("heartbeat"),
        EVENTS("event-notification"),
        STATUS("query-status"),
        QUERIED("query-event");

        private final String code;

        Type(String code) {
            this.code = code;
        }
    }

    /** A notification with these events; what is spent keeps its number and tells nothing. */
    byte[] bundle(Progress subscription, Type type, List<Notice> notices, Instant now) {
        ObjectNode bundle = JSON.createObjectNode()
                .put("resourceType", "Bundle")
                .put("id", UUID.randomUUID().toString());
        bundle.putObject("meta").putArray("profile").add(PROFILE + "backport-subscription-notification-r4");
        bundle.put("type", "history").put("timestamp", now.toString());
        ArrayNode entries = bundle.putArray("entry");
        ObjectNode first = entries.addObject().put("fullUrl", "urn:uuid:" + UUID.randomUUID());
        first.set("resource", status(subscription, type, notices));
        first.putObject("request").put("method", "GET").put("url", "Subscription/" + subscription.id() + "/$status");
        first.putObject("response").put("status", "200");
        if (subscription.terms().content() == Terms.Content.ID_ONLY) {
            notices.stream().flatMap(NotificationJson::focus).distinct().forEach(reference -> {
                ObjectNode entry = entries.addObject().put("fullUrl", base + "/" + reference);
                entry.putObject("request").put("method", "PUT").put("url", reference);
                entry.putObject("response").put("status", "200");
            });
        }
        return JSON.writeValueAsBytes(bundle);
    }

    /** Statuses of several subscriptions, as {@code $status} answers. */
    byte[] statuses(List<Progress> subscriptions) {
        ObjectNode bundle = JSON.createObjectNode()
                .put("resourceType", "Bundle")
                .put("type", "searchset")
                .put("total", subscriptions.size());
        for (Progress each : subscriptions) {
            ObjectNode entry = bundle.withArray("entry").addObject().put("fullUrl", "urn:uuid:" + UUID.randomUUID());
            entry.set("resource", status(each, Type.STATUS, List.of()));
            entry.putObject("search").put("mode", "match");
        }
        return JSON.writeValueAsBytes(bundle);
    }

    private ObjectNode status(Progress subscription, Type type, List<Notice> notices) {
        ObjectNode status = JSON.createObjectNode().put("resourceType", "Parameters");
        status.putObject("meta").putArray("profile").add(PROFILE + "backport-subscription-status-r4");
        ArrayNode parameters = status.putArray("parameter");
        parameters
                .addObject()
                .put("name", "subscription")
                .putObject("valueReference")
                .put("reference", base + "/Subscription/" + subscription.id());
        parameters
                .addObject()
                .put("name", "topic")
                .put("valueCanonical", subscription.terms().topic().canonical());
        parameters
                .addObject()
                .put("name", "status")
                .put("valueCode", subscription.status().code());
        parameters.addObject().put("name", "type").put("valueCode", type.code);
        parameters
                .addObject()
                .put("name", "events-since-subscription-start")
                .put("valueString", Long.toString(subscription.events()));
        for (Notice notice : notices) {
            event(subscription, notice, parameters.addObject());
        }
        if (subscription.status() == Progress.Status.ERROR) {
            parameters
                    .addObject()
                    .put("name", "error")
                    .putObject("valueCodeableConcept")
                    .put("text", "The endpoint did not take notifications");
        }
        return status;
    }

    private static void event(Progress subscription, Notice notice, ObjectNode parameter) {
        ArrayNode parts = parameter.put("name", "notification-event").putArray("part");
        parts.addObject().put("name", "event-number").put("valueString", Long.toString(notice.number()));
        parts.addObject()
                .put("name", "timestamp")
                .put("valueInstant", notice.event().time().toString());
        if (subscription.terms().content() == Terms.Content.EMPTY) {
            return;
        }
        List<String> focus = focus(notice).toList();
        focus.forEach(reference -> parts.addObject()
                .put("name", "focus")
                .putObject("valueReference")
                .put("reference", reference));
        notice.event().facts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(fact -> !focus.contains(fact.getValue()))
                .forEach(fact -> context(fact, parts));
    }

    private static void context(Map.Entry<String, String> fact, ArrayNode parts) {
        if (REFERENCE.matcher(fact.getValue()).matches()) {
            parts.addObject()
                    .put("name", "additional-context")
                    .putObject("valueReference")
                    .put("reference", fact.getValue());
        } else if (fact.getKey().equals("delivery")) {
            parts.addObject()
                    .put("name", "additional-context")
                    .putObject("valueReference")
                    .putObject("identifier")
                    .put("system", DELIVERY)
                    .put("value", fact.getValue());
        }
    }

    private static Stream<String> focus(Notice notice) {
        return notice.event().standing() == Event.Standing.SPENT
                ? Stream.empty()
                : FOCUS.stream()
                        .map(notice.event().facts()::get)
                        .filter(it -> it != null)
                        .limit(1);
    }
}
