package org.consentry.gateway.subscription;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.event.EventKind;

/** What can be subscribed to: every kind of event that members are told, by its canonical URL. */
public record Topic(EventKind kind) {
    private static final String CANONICAL = "https://consentry.org/fhir/SubscriptionTopic/";

    /** Kinds whose events name their patient. */
    private static final Set<EventKind> OF_A_PATIENT = Set.of(EventKind.ATTACHMENT_READY, EventKind.RECORD_ADDED);

    /** All of them. */
    public static List<Topic> all() {
        return Arrays.stream(EventKind.values()).map(Topic::new).toList();
    }

    static Optional<Topic> of(String canonical) {
        return all().stream()
                .filter(topic -> topic.canonical().equals(canonical))
                .findFirst();
    }

    /** The canonical URL of the SubscriptionTopic. */
    public String canonical() {
        return CANONICAL + kind.wireName();
    }

    /** Whether it can be narrowed to one patient; it ends with the last consent then. */
    boolean filtersByPatient() {
        return OF_A_PATIENT.contains(kind);
    }
}
