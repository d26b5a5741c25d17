package org.consentry.gateway.record.write;

import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Submissions.Asked;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.write.BundleEntry.Method;
import tools.jackson.databind.node.ObjectNode;

/** A single change is a transaction of one entry. */
final class AskedEntries {
    private AskedEntries() {}

    static BundleEntry entry(Asked asked) {
        return switch (asked) {
            case Asked.Create create ->
                new BundleEntry(
                        BundleEntry.ALONE,
                        Method.POST,
                        "",
                        create.type(),
                        Optional.empty(),
                        create.ifNoneExist(),
                        OptionalLong.empty(),
                        Content.parse(create.json()),
                        null);
            case Asked.Update update ->
                new BundleEntry(
                        BundleEntry.ALONE,
                        Method.PUT,
                        "",
                        update.id().type(),
                        Optional.of(update.id().id()),
                        Optional.empty(),
                        update.ifMatch(),
                        named(update),
                        null);
            case Asked.ConditionalUpdate update ->
                new BundleEntry(
                        BundleEntry.ALONE,
                        Method.PUT,
                        "",
                        update.type(),
                        Optional.empty(),
                        Optional.of(update.condition()),
                        update.ifMatch(),
                        Content.parse(update.json()),
                        null);
            case Asked.Patched patched ->
                new BundleEntry(
                        BundleEntry.ALONE,
                        Method.PATCH,
                        "",
                        patched.id().type(),
                        Optional.of(patched.id().id()),
                        Optional.empty(),
                        patched.ifMatch(),
                        null,
                        patched.patch());
            case Asked.ConditionalPatch patched ->
                new BundleEntry(
                        BundleEntry.ALONE,
                        Method.PATCH,
                        "",
                        patched.type(),
                        Optional.empty(),
                        Optional.of(patched.condition()),
                        patched.ifMatch(),
                        null,
                        patched.patch());
            case Asked.Delete delete ->
                new BundleEntry(
                        BundleEntry.ALONE,
                        Method.DELETE,
                        "",
                        delete.id().type(),
                        Optional.of(delete.id().id()),
                        Optional.empty(),
                        delete.ifMatch(),
                        null,
                        null);
            case Asked.ConditionalDelete delete ->
                new BundleEntry(
                        BundleEntry.ALONE,
                        Method.DELETE,
                        "",
                        delete.type(),
                        Optional.empty(),
                        Optional.of(delete.condition()),
                        OptionalLong.empty(),
                        null,
                        null);
        };
    }

    /** R4 asks that the body of an update names the id that the URL names. */
    private static ObjectNode named(Asked.Update update) {
        ObjectNode content = Content.parse(update.json());
        if (!content.path("id").stringValue("").equals(update.id().id())) {
            throw Problem.at(ProblemKind.MALFORMED, update.id().type() + ".id", "must be the id that the URL names");
        }
        return content;
    }
}
