package org.consentry.gateway.record.write;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.write.BundleEntry.Method;
import org.consentry.gateway.shape.Shapes;
import tools.jackson.databind.JsonNode;

/** What must hold among the entries of a transaction, and in each, before anything is written. */
final class Sound {
    private static final int PARALLEL_FROM = 64;

    private Sound() {}

    /** Every resource is one of R4's, and no two entries have the same name. */
    static void check(List<BundleEntry> entries) {
        Set<String> names = new HashSet<>();
        for (BundleEntry entry : entries) {
            if (!entry.fullUrl().isEmpty() && !names.add(entry.fullUrl())) {
                throw Problem.at(
                        ProblemKind.MALFORMED, entry.place() + ".fullUrl", "another entry has the same fullUrl");
            }
        }
        Stream<BundleEntry> each = entries.size() < PARALLEL_FROM ? entries.stream() : entries.parallelStream();
        each.forEach(Sound::shaped);
    }

    private static void shaped(BundleEntry entry) {
        if (entry.resource() != null && entry.method() != Method.DELETE) {
            Shapes.check(entry.resource(), entry.content());
        }
    }

    /** No two entries change the same resource. */
    static void once(List<Transaction.Planned> planned) {
        Set<ResourceId> changed = new HashSet<>();
        for (Transaction.Planned plan : planned) {
            if (plan.write().isPresent() && !changed.add(plan.id().orElseThrow())) {
                throw Problem.at(
                        ProblemKind.MALFORMED,
                        plan.entry().place() + ".request.url",
                        "another entry changes the same resource");
            }
        }
    }

    /** Who updates by a condition and names an id means the resource of that id. */
    static void named(BundleEntry entry, ResourceId there) {
        if (entry.method() == Method.PUT && entry.resource() != null) {
            String given = entry.resource().path("id").stringValue("");
            if (!given.isEmpty() && !given.equals(there.id())) {
                throw Problem.at(
                        ProblemKind.MALFORMED, entry.content() + ".id", "is not the id that the condition finds");
            }
        }
    }

    /** No reference names an entry that is not there. A Bundle that is stored has names of its own. */
    static void resolved(BundleEntry entry) {
        if (entry.resource() != null && !entry.type().equals("Bundle")) {
            resolved(entry.resource(), entry.content());
        }
    }

    private static void resolved(JsonNode node, String place) {
        String reference = node.path("reference").stringValue("");
        if (reference.startsWith("urn:uuid:") || reference.startsWith("urn:oid:")) {
            throw Problem.at(ProblemKind.MALFORMED, place, "a reference names an entry that the Bundle does not hold");
        }
        for (JsonNode child : node) {
            if (child.isContainer()) {
                resolved(child, place);
            }
        }
    }
}
