package org.consentry.gateway.sharing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;

/** Stands in for the store: remembers what would have been stored. */
public final class RememberingSubmissions implements Submissions {
    public final List<String> stored = new ArrayList<>();

    @Override
    public Submitted submit(byte[] bundle, byte[] rawSha256, Author author, Terms terms) {
        stored.add(new String(bundle, StandardCharsets.UTF_8));
        return new Submitted("b1", List.of());
    }

    @Override
    public Entry change(Asked asked, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule) {
        stored.add(
                switch (asked) {
                    case Asked.Create create -> new String(create.json(), StandardCharsets.UTF_8);
                    case Asked.Update update -> new String(update.json(), StandardCharsets.UTF_8);
                    case Asked.ConditionalUpdate update -> new String(update.json(), StandardCharsets.UTF_8);
                    case Asked.Patched patched -> new String(patched.patch().source(), StandardCharsets.UTF_8);
                    case Asked.ConditionalPatch patched ->
                        new String(patched.patch().source(), StandardCharsets.UTF_8);
                    case Asked.Delete delete -> "";
                    case Asked.ConditionalDelete delete -> "";
                });
        return new Entry(
                0,
                Outcome.CREATED,
                new StoredVersion(
                        new ResourceId("Basic", "x"),
                        1,
                        java.time.Instant.EPOCH,
                        StoredVersion.Change.CREATED,
                        Optional.empty(),
                        OrganizationId.AUTHORITY,
                        new byte[0]));
    }
}
