package org.consentry.gateway.intake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.hl7.fhir.r4.model.Bundle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/*
 * What a message may change.
 *
 * A message tells some resources whole (a snapshot) and only mentions others: a laboratory result names its patient, but
 * knows less of her than the admission did. A mention creates what is not there and changes nothing that is. A snapshot
 * replaces what is there, unless that was told by a later event: messages arrive out of order, and an old address must
 * not come back. The times are kept per resource and written in the transaction that stores the message.
 */
@Component
class Telling {
    private static final String EXTENSION = "https://consentry.org/fhir/StructureDefinition/telling";

    private final Records records;
    private final JdbcClient jdbc;

    Telling(Records records, JdbcClient jdbc) {
        this.records = records;
        this.jdbc = jdbc;
    }

    /** The part of a message's Bundle that changes something now. The Bundle itself is reduced. */
    Bundle current(Bundle message) {
        Optional<Instant> event = event(message);
        Map<String, Instant> told = event.isPresent() ? told(references(message)) : Map.of();
        Set<ResourceId> known = records.present(message.getEntry().stream()
                .filter(Telling::isMention)
                .map(entry -> ResourceId.parse(entry.getRequest().getUrl()))
                .toList());
        message.getEntry()
                .removeIf(entry -> isOld(entry, event, told)
                        || (isMention(entry)
                                && known.contains(
                                        ResourceId.parse(entry.getRequest().getUrl()))));
        message.getEntry().forEach(entry -> entry.removeExtension(EXTENSION));
        return message;
    }

    /** Notes what was told. Joins the caller's transaction. */
    void note(Bundle stored) {
        Optional<Instant> event = event(stored);
        Set<String> references = references(stored);
        if (event.isEmpty() || references.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "INSERT INTO intake_told (reference, at) SELECT reference, :at FROM unnest(:references) AS t(reference) "
                                + "ORDER BY reference ON CONFLICT (reference) DO UPDATE SET at = greatest(intake_told.at, excluded.at)")
                .param("at", Timestamp.from(event.get()))
                .param("references", references.toArray(String[]::new))
                .update();
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

    private static boolean isOld(
            Bundle.BundleEntryComponent entry, Optional<Instant> event, Map<String, Instant> told) {
        Instant last = told.get(entry.getRequest().getUrl());
        return last != null && event.isPresent() && event.get().isBefore(last);
    }

    private static boolean isMention(Bundle.BundleEntryComponent entry) {
        return entry.getExtensionsByUrl(EXTENSION).stream()
                .anyMatch(extension -> "mention".equals(extension.getValue().primitiveValue()));
    }

    private static Set<String> references(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(entry -> entry.getRequest().getUrl())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<Instant> event(Bundle bundle) {
        return Optional.ofNullable(bundle.getTimestamp()).map(date -> date.toInstant());
    }
}
