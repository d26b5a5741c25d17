package org.consentry.gateway.record.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.Definitions.SubjectRule;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.index.References;
import org.consentry.gateway.record.row.Subjects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the patient of every resource of a submission with one look-up of what it refers to.
 *
 * <p>A resource belongs to exactly one patient or to none. One that refers to two patients belongs to none, and is then
 * readable by who contributed it only: a consent of one patient must not open what also concerns another.
 */
final class SubjectResolution {
    private final Subjects subjects;
    private final String ownBase;
    private final List<Change> changes;
    private final boolean settled;
    private final Map<Long, Change> batch = new HashMap<>();
    private final Map<Change, List<ResourceId>> wanted = new HashMap<>();

    /**
     * Over the changes of one submission.
     *
     * @param settled whether these are the gateway's own papers, which are never refused. What is there stays with its
     *     patient unasked: they are amended by the gateway alone, and never with another reference
     */
    SubjectResolution(Subjects subjects, String ownBase, List<Change> changes, boolean settled) {
        this.subjects = subjects;
        this.ownBase = ownBase;
        this.changes = changes;
        this.settled = settled;
        changes.forEach(change -> batch.put(change.self, change));
        for (Change change : changes) {
            boolean stays = settled && change.old != null;
            wanted.put(
                    change, change.content == null || stays ? List.of() : references(change.id.type(), change.content));
        }
    }

    /** What is referred to and not of this submission, to be looked up. */
    Set<Long> outside() {
        return wanted.values().stream()
                .flatMap(List::stream)
                .map(ResourceId::hash)
                .filter(self -> !batch.containsKey(self))
                .collect(Collectors.toSet());
    }

    /**
     * Sets subject and patient of every change that has content.
     *
     * @param places at least of what is {@link #outside()}
     */
    void resolve(Map<Long, Subjects.Place> places) {
        // What follows other resources (Provenance) comes after what it may follow.
        for (boolean follows : new boolean[] {false, true}) {
            for (Change change : changes) {
                SubjectRule rule = Definitions.r4().subject(change.id.type());
                boolean stays = settled && change.old != null;
                if (change.content != null && !stays && rule.anyTarget() == follows) {
                    set(change, rule, wanted.getOrDefault(change, List.of()), places);
                }
            }
        }
        nameThePatients();
    }

    private List<ResourceId> references(String type, ObjectNode content) {
        SubjectRule rule = Definitions.r4().subject(type);
        List<ResourceId> found = new ArrayList<>();
        for (ElementPath path : rule.paths()) {
            path.walk(content, node -> References.local(node.path("reference").stringValue(""), ownBase)
                    .filter(id -> rule.anyTarget() || id.type().equals("Patient"))
                    .ifPresent(found::add));
        }
        return found;
    }

    private void set(Change change, SubjectRule rule, List<ResourceId> references, Map<Long, Subjects.Place> places) {
        Set<Long> found = new HashSet<>();
        Set<ResourceId> unknown = new HashSet<>();
        if (rule.self()) {
            found.add(change.rid);
        }
        for (ResourceId reference : references) {
            Long subject = subject(reference, places);
            boolean leads = rule.anyTarget() || reference.type().equals("Patient");
            if (subject == null && leads && !settled) {
                unknown.add(reference);
            } else if (subject != null && subject != 0) {
                found.add(subject);
            }
        }
        boolean nowhere = found.isEmpty() && unknown.size() == 1;
        // The gateway's own papers also tell of patients who are not there: somebody asked for one.
        change.concernsUnknown = nowhere;
        change.patientId = nowhere ? Optional.of(unknown.iterator().next().id()) : Optional.empty();
        // Who is unknown is one more, as if there were such a patient.
        long subject = found.size() + unknown.size() == 1 && !nowhere
                ? found.iterator().next()
                : 0;
        change.broughtInBy = references.stream()
                .flatMap(reference -> Optional.ofNullable(places.get(reference.hash())).stream())
                .filter(place -> place.subject() == subject)
                .flatMap(place -> Optional.ofNullable(place.patientSource()).stream())
                .findFirst()
                .map(OrganizationId::new);
        change.moved = change.old != null && change.old.subject() != subject;
        change.subject = subject;
    }

    private @Nullable Long subject(ResourceId reference, Map<Long, Subjects.Place> places) {
        long self = reference.hash();
        Change inBatch = batch.get(self);
        if (inBatch != null) {
            return Definitions.r4().subject(reference.type()).self() ? Long.valueOf(inBatch.rid) : inBatch.subject;
        }
        Subjects.Place place = places.get(self);
        return place == null ? null : Long.valueOf(place.subject());
    }

    private void nameThePatients() {
        Map<Long, String> names = new HashMap<>();
        Set<Long> unknown = new HashSet<>();
        for (Change change : changes) {
            if (change.id.type().equals("Patient")) {
                names.put(change.rid, change.id.id());
            }
        }
        for (Change change : changes) {
            long before = change.old == null ? 0 : change.old.subject();
            for (long subject : new long[] {change.subject, before}) {
                if (subject != 0 && !names.containsKey(subject)) {
                    unknown.add(subject);
                }
            }
        }
        names.putAll(subjects.patientIds(unknown));
        for (Change change : changes) {
            change.patientId = Optional.ofNullable(names.get(change.subject)).or(() -> change.patientId);
            change.patientBefore =
                    change.old == null ? Optional.empty() : Optional.ofNullable(names.get(change.old.subject()));
        }
    }
}
