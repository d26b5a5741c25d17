package org.consentry.gateway.intake;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.statement.Part;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/*
 * What a message may change.
 *
 * A message tells some resources whole (a snapshot) and only mentions others: a laboratory result names its patient, but
 * knows less of her than the admission did. A mention creates what is not there and changes nothing that is. A snapshot
 * replaces what is there, unless that was told by a later event: messages arrive out of order, and an old address must
 * not come back. The times are kept per resource and written in the transaction that stores the message.
 *
 * What is there is looked up before that transaction, and another line may store meanwhile what the message would undo.
 * So it is asked again by the statement that stores, once everything it changes is locked: whoever changes the same waits
 * there for the other's commit, and sees what it told. Then nothing of the message is stored, and it is looked at anew.
 */
@Component
class Telling {
    private static final String EXTENSION = "https://consentry.org/fhir/StructureDefinition/telling";

    /** What a mention is noted with, before all events: every snapshot comes after it, also one of an earlier event. */
    private static final Instant MENTIONED = Instant.parse("0001-01-02T00:00:00Z");

    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private static final String OVERTAKEN =
            "SELECT FROM unnest(?::text[], ?::text[]::timestamptz[]) AS n(reference, after) "
                    + "JOIN intake_told t ON t.reference = n.reference WHERE t.at > n.after";

    /** Messages about the same resource are never stored by one statement, so no row is met twice. */
    private static final String NOTE = "INSERT INTO intake_told (reference, at) "
            + "SELECT * FROM unnest(?::text[], ?::text[]::timestamptz[]) AS t(reference, at) ORDER BY reference "
            + "ON CONFLICT (reference) DO UPDATE SET at = greatest(intake_told.at, excluded.at)";

    private final Records records;
    private final JdbcClient jdbc;

    Telling(Records records, JdbcClient jdbc) {
        this.records = records;
        this.jdbc = jdbc;
    }

    /**
     * The part of a message that changes something now.
     *
     * @param told what it tells, with what must not be told later: its own event, or for what is only mentioned, and was not
     *     there, when it was told nevertheless; empty for a message without a time
     * @param mentions what of it is only mentioned
     */
    record Current(Bundle bundle, Optional<Instant> event, Map<String, Instant> told, Set<String> mentions) {}

    /** Stops a message that would undo what was told while it was on its way. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("Something later was told meanwhile", null, false, false);
        }
    }

    /**
     * Leaves the message as it is.
     *
     * @param names what a resource of the message is called where it is stored
     */
    Current current(Bundle message, UnaryOperator<String> names) {
        Optional<Instant> event = Optional.ofNullable(message.getTimestamp()).map(Date::toInstant);
        Map<String, Instant> before = event.isPresent() ? told(references(message, names)) : Map.of();
        Set<String> mentions = message.getEntry().stream()
                .filter(Telling::isMention)
                .map(entry -> url(entry, names))
                .collect(Collectors.toUnmodifiableSet());
        Set<ResourceId> known =
                records.present(mentions.stream().map(ResourceId::parse).toList());
        Bundle current = new Bundle();
        current.setType(message.getType()).setTimestampElement(message.getTimestampElement());
        for (BundleEntryComponent entry : message.getEntry()) {
            String url = url(entry, names);
            boolean isThere = isMention(entry) && known.contains(ResourceId.parse(url));
            boolean isOld = event.isPresent() && event.get().isBefore(before.getOrDefault(url, event.get()));
            if (!isThere && !isOld) {
                current.addEntry()
                        .setFullUrlElement(entry.getFullUrlElement())
                        .setRequest(entry.getRequest())
                        .setResource(entry.getResource());
            }
        }
        Map<String, Instant> told = new HashMap<>();
        event.ifPresent(at -> references(current, names)
                .forEach(reference -> told.put(
                        reference, mentions.contains(reference) ? before.getOrDefault(reference, NEVER) : at)));
        return new Current(current, event, told, mentions);
    }

    /**
     * Notes what was told, with what is stored of it. Storing throws {@link Overtaken} when something came in between: then
     * {@link #current} is to be asked again.
     */
    void note(Current stored, Alongside alongside) {
        if (!stored.told().isEmpty()) {
            String[] references = stored.told().keySet().toArray(String[]::new);
            Instant event = stored.event().orElseThrow();
            alongside.ask(new Part(OVERTAKEN, times(references, stored.told()::get)), () -> {
                throw new Overtaken();
            });
            alongside.insert(
                    new Part(NOTE, times(references, each -> stored.mentions().contains(each) ? MENTIONED : event)));
        }
    }

    private static List<Part.Column> times(String[] references, Function<String, Instant> at) {
        String[] times = Stream.of(references).map(at).map(Instant::toString).toArray(String[]::new);
        return List.of(Part.Column.texts(references), Part.Column.texts(times));
    }

    private Map<String, Instant> told(Set<String> references) {
        Map<String, Instant> told = new HashMap<>();
        jdbc.sql("SELECT reference, at FROM intake_told WHERE reference = ANY(:references)")
                .param("references", references.toArray(String[]::new))
                .query((row, index) -> Map.entry(
                        row.getString("reference"), row.getTimestamp("at").toInstant()))
                .list()
                .forEach(entry -> told.put(entry.getKey(), entry.getValue()));
        return told;
    }

    private static boolean isMention(BundleEntryComponent entry) {
        return entry.getExtensionsByUrl(EXTENSION).stream()
                .anyMatch(extension -> "mention".equals(extension.getValue().primitiveValue()));
    }

    private static String url(BundleEntryComponent entry, UnaryOperator<String> names) {
        return names.apply(entry.getRequest().getUrl());
    }

    /** What has an id of the sender's; what gets one here was never told before. */
    private static Set<String> references(Bundle bundle, UnaryOperator<String> names) {
        return bundle.getEntry().stream()
                .map(entry -> url(entry, names))
                .filter(url -> url.indexOf('/') > 0)
                .collect(Collectors.toUnmodifiableSet());
    }
}
