package org.consentry.gateway.record.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ExpectedVersion;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.index.References;
import org.consentry.gateway.record.search.Conditions;
import org.consentry.gateway.record.search.Conditions.Condition;
import org.consentry.gateway.record.write.BundleEntry.Method;

/** Turns the entries of one transaction into writes: conditions are answered, ids given, references rewritten. */
final class Transaction {
    private final Conditions conditions;
    private final Writes writes;
    private final Patching patching;
    private final Visibility visibility;
    private final Submissions.Unmatched unmatched;
    private final String ownBase;
    private final LocalReferences references = new LocalReferences();
    private final Map<Condition, ResourceId> promised = new HashMap<>();
    private final Set<ResourceId> fresh = new HashSet<>();
    /** What creates by condition may match once the deletes are done. */
    private final Map<Condition, Set<ResourceId>> left = new HashMap<>();

    Transaction(
            Conditions conditions,
            Writes writes,
            Patching patching,
            Visibility visibility,
            Submissions.Unmatched unmatched,
            String ownBase) {
        this.patching = patching;
        this.unmatched = unmatched;
        this.conditions = conditions;
        this.writes = writes;
        this.visibility = visibility;
        this.ownBase = ownBase;
    }

    /**
     * What an entry comes to.
     *
     * @param id what it is about; empty for a conditional delete that found nothing
     * @param write empty when nothing is to be written
     */
    record Planned(BundleEntry entry, Optional<ResourceId> id, Optional<Write> write) {}

    List<Planned> plan(List<BundleEntry> entries) {
        if (unmatched == Submissions.Unmatched.REFUSED) {
            Sound.check(entries);
        }
        Set<Condition> own = new LinkedHashSet<>();
        Set<Condition> asked = new LinkedHashSet<>();
        for (BundleEntry entry : entries) {
            entry.condition().ifPresent(c -> own.add(new Condition(entry.type(), c)));
            if (entry.resource() != null) {
                LocalReferences.conditions(entry.resource(), asked);
            }
        }
        conditions.lock(own);
        Set<Condition> all = new LinkedHashSet<>(own);
        all.addAll(asked);
        Map<Condition, Set<ResourceId>> found = conditions.resolve(all, visibility);
        gone(entries, found);
        List<Planned> targets =
                entries.stream().map(entry -> target(entry, found)).toList();
        Sound.once(targets);
        if (unmatched == Submissions.Unmatched.REFUSED) {
            BundleMatches here = new BundleMatches(asked, targets);
            asked.forEach(condition ->
                    found.computeIfAbsent(condition, c -> new LinkedHashSet<>()).addAll(here.of(condition)));
        }
        asked.forEach(condition -> only(condition, found)
                .ifPresentOrElse(id -> references.name(condition, id), () -> references.keepLogical(condition)));
        return targets.stream().map(this::named).toList();
    }

    /** Deletes come first: what they take away is no match for a create by condition. */
    private void gone(List<BundleEntry> entries, Map<Condition, Set<ResourceId>> found) {
        Set<ResourceId> deleted = new HashSet<>();
        for (BundleEntry entry : entries) {
            if (entry.method() == Method.DELETE) {
                entry.id().ifPresent(id -> deleted.add(new ResourceId(entry.type(), id)));
                entry.condition()
                        .map(condition -> found.getOrDefault(new Condition(entry.type(), condition), Set.of()))
                        .ifPresent(deleted::addAll);
            }
        }
        for (BundleEntry entry : entries) {
            if (!deleted.isEmpty()
                    && entry.method() == Method.POST
                    && entry.condition().isPresent()) {
                Condition condition =
                        new Condition(entry.type(), entry.condition().get());
                left.put(condition, new LinkedHashSet<>(found.getOrDefault(condition, Set.of())));
                left.getOrDefault(condition, Set.of()).removeAll(deleted);
            }
        }
    }

    private Set<ResourceId> matches(BundleEntry entry, Condition condition, Map<Condition, Set<ResourceId>> found) {
        Set<ResourceId> all = found.getOrDefault(condition, Set.of());
        return entry.method() == Method.POST ? left.getOrDefault(condition, all) : all;
    }

    private Optional<ResourceId> only(Condition condition, Map<Condition, Set<ResourceId>> found) {
        Set<ResourceId> matches = found.getOrDefault(condition, Set.of());
        ResourceId here = promised.get(condition);
        if (matches.isEmpty() && here != null) {
            return Optional.of(here);
        }
        if (matches.size() != 1 && unmatched == Submissions.Unmatched.LOGICAL && LocalReferences.isLogical(condition)) {
            return Optional.empty();
        }
        if (matches.size() != 1) {
            throw Problem.at(
                    ProblemKind.STALE,
                    "reference",
                    "a conditional reference to " + condition.type() + " matches "
                            + (matches.isEmpty() ? "nothing" : "more than one"));
        }
        return Optional.of(matches.iterator().next());
    }

    private Planned target(BundleEntry entry, Map<Condition, Set<ResourceId>> resolved) {
        Optional<ResourceId> id = entry.id().map(text -> new ResourceId(entry.type(), text));
        boolean matched = false;
        if (id.isEmpty() && entry.condition().isPresent()) {
            Condition condition = new Condition(entry.type(), entry.condition().get());
            Set<ResourceId> matches = matches(entry, condition, resolved);
            if (matches.size() > 1) {
                throw Problem.at(ProblemKind.STALE, entry.place(), "its condition matches more than one");
            }
            id = matches.stream().findFirst().or(() -> Optional.ofNullable(promised.get(condition)));
            matched = id.isPresent();
            if (matched && unmatched == Submissions.Unmatched.REFUSED) {
                Sound.named(entry, id.orElseThrow());
            }
            if (id.isEmpty() && entry.method() == Method.PATCH) {
                throw Problem.at(ProblemKind.NOT_FOUND, entry.place(), "its condition matches nothing to patch");
            }
            if (id.isEmpty() && entry.method() != Method.DELETE) {
                id = Optional.of(newId(entry));
                promised.put(condition, id.get());
            }
        } else if (id.isEmpty()) {
            id = Optional.of(newId(entry));
        }
        id.ifPresent(known -> name(entry, known));
        boolean found = matched;
        boolean nothingToDo = id.isEmpty() || (matched && entry.method() == Method.POST);
        return new Planned(entry, id, nothingToDo ? Optional.empty() : id.map(known -> write(entry, known, found)));
    }

    /** An update by condition may bring its own id; a create never does. */
    private ResourceId newId(BundleEntry entry) {
        String given = entry.method() == Method.PUT && entry.resource() != null
                ? entry.resource().path("id").stringValue("")
                : "";
        if (!given.isEmpty()) {
            return new ResourceId(entry.type(), given);
        }
        ResourceId made = new ResourceId(entry.type(), writes.newId());
        fresh.add(made);
        return made;
    }

    /** Ids that were made here, which nothing has yet. */
    Set<ResourceId> fresh() {
        return fresh;
    }

    private void name(BundleEntry entry, ResourceId id) {
        references.name(entry.fullUrl(), id);
        // "Patient/1" inside a bundle means the entry whose fullUrl ends with it, not whatever has that id here.
        if (entry.method() != Method.DELETE && !entry.fullUrl().startsWith("urn:")) {
            String url = entry.fullUrl();
            int slash = url.lastIndexOf('/', Math.max(0, url.lastIndexOf('/') - 1));
            References.local(url.substring(slash + 1), ownBase)
                    .filter(old -> !old.equals(id))
                    .ifPresent(old -> references.name(old.reference(), id));
        }
    }

    /** A put without bytes: its content goes along as a tree, and bytes are made of it once, with what the server sets. */
    private static Write write(BundleEntry entry, ResourceId id, boolean matched) {
        // An update by condition that matches nothing makes what its body names, and takes nobody's place.
        boolean brings = entry.method() == Method.PUT && entry.condition().isPresent() && !matched;
        return switch (entry.method()) {
            case DELETE -> new Write.Delete(id, entry.ifMatch());
            case PUT, PATCH ->
                new Write.Put(
                        id,
                        new byte[0],
                        brings && entry.ifMatch().isEmpty()
                                ? OptionalLong.of(ExpectedVersion.UNTAKEN)
                                : entry.ifMatch());
            case POST -> new Write.Put(id, new byte[0], OptionalLong.empty());
        };
    }

    /** References are rewritten only now, when every name is known; what a patch makes is known only then too. */
    private Planned named(Planned targeted) {
        Planned planned = targeted.entry().method() == Method.PATCH ? patched(targeted) : targeted;
        BundleEntry entry = planned.entry();
        if (planned.write().isPresent() && entry.resource() != null) {
            references.rewrite(entry.resource());
            if (unmatched == Submissions.Unmatched.REFUSED && entry.index() != BundleEntry.ALONE) {
                Sound.resolved(entry);
            }
        }
        return planned;
    }

    private Planned patched(Planned planned) {
        ResourceId id = planned.id().orElseThrow();
        BundleEntry patched = patching.patched(planned.entry(), id);
        Sound.check(List.of(patched));
        return new Planned(patched, planned.id(), planned.write());
    }

    static List<BundleEntry> entries(tools.jackson.databind.JsonNode bundle, int most, String ownBase) {
        tools.jackson.databind.JsonNode list = bundle.path("entry");
        if (list.size() > most) {
            throw Problem.at(ProblemKind.TOO_LARGE, "Bundle.entry", "at most " + most + " entries");
        }
        List<BundleEntry> entries = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            BundleEntry.read(i, list.get(i), ownBase).ifPresent(entries::add);
        }
        return entries;
    }
}
