package org.consentry.gateway.export;

import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consentry.gateway.attachment.ObjectKey;
import org.consentry.gateway.attachment.Objects;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Exports as their clients use them: start, look, fetch, delete. A job is its client's alone. */
@Component
public class Exports {
    private static final Set<String> NEVER = Set.of("AuditEvent", "Consent", "Task", "Binary", "Subscription");

    private final ExportJobs jobs;
    private final Objects objects;
    private final Searches searches;
    private final Groups groups;
    private final ExportSettings settings;
    private final Clock clock;

    Exports(
            ExportJobs jobs,
            Objects objects,
            Searches searches,
            Records records,
            ExportSettings settings,
            Clock clock) {
        this.jobs = jobs;
        this.searches = searches;
        this.groups = new Groups(records);
        this.objects = objects;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts a job.
     *
     * @param asked what to export; without types, everything the token's scopes cover
     * @param group the Group whose patients are exported, instead of those asked for
     * @param policy the de-identification policy; {@code safe-harbor} when none is named
     * @throws Problem FORBIDDEN to all but analysts, and for what the scopes do not cover; NOT_FOUND for an unknown
     *     Group; NOT_SUPPORTED or MALFORMED for a filter that is no search
     */
    public String start(
            Caller caller,
            String requestUrl,
            ExportRequest asked,
            Optional<ResourceId> group,
            Optional<String> policy) {
        Caller.Analyst analyst = analyst(caller);
        requireScopes(analyst, asked.types());
        String named = policy.orElse("safe-harbor");
        if (!settings.policies().contains(named)) {
            throw Problem.at(
                    ProblemKind.FORBIDDEN,
                    "_deidentify",
                    "open to analysts here: " + String.join(", ", settings.policies()));
        }
        asked.types().forEach(type -> searches.check(type, ""));
        asked.filters().forEach((type, queries) -> queries.forEach(query -> searches.check(type, query)));
        ExportRequest narrowed = group.map(id -> groups.narrowed(asked, id)).orElse(asked);
        String id = UUID.randomUUID().toString();
        Instant now = clock.instant();
        jobs.add(
                new ExportJob(
                        id,
                        analyst.clientId(),
                        requestUrl,
                        narrowed,
                        named,
                        new ExportJob.State.Working("waiting"),
                        now.plus(settings.keep())),
                now);
        return id;
    }

    /** The caller's job. @throws Problem NOT_FOUND for any other */
    public ExportJob job(Caller caller, String id) {
        return jobs.find(id, analyst(caller).clientId())
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such export"));
    }

    /** A file's bytes. The caller closes the stream. */
    public InputStream open(Caller caller, String id, String name) {
        if (job(caller, id).state() instanceof ExportJob.State.Done done) {
            return done.files().stream()
                    .filter(file -> file.name().equals(name))
                    .findFirst()
                    .map(file -> objects.read(new ObjectKey(file.objectKey()), 0))
                    .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such file"));
        }
        throw Problem.of(ProblemKind.NOT_FOUND, "No such file");
    }

    /** Cancels or deletes the caller's job and its files. */
    public void delete(Caller caller, String id) {
        remove(job(caller, id).id());
    }

    /** Removes what has expired. */
    @Scheduled(fixedDelayString = "PT1M")
    void sweep() {
        jobs.expired().forEach(this::remove);
    }

    static boolean isExported(String type) {
        return !NEVER.contains(type);
    }

    private void remove(String id) {
        // A crash after the rows are gone leaves objects that nothing names; the bucket's lifecycle removes them.
        List<String> keys = jobs.remove(id);
        keys.forEach(key -> objects.delete(new ObjectKey(key)));
    }

    private static Caller.Analyst analyst(Caller caller) {
        if (caller instanceof Caller.Analyst analyst) {
            return analyst;
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Bulk exports are for analysts");
    }

    private static void requireScopes(Caller.Analyst analyst, Set<String> types) {
        Set<String> asked = types.isEmpty() ? Set.of("*") : types;
        for (String type : asked) {
            if (!analyst.scopes().covers(Interaction.READ, type)
                    && !analyst.scopes().covers(Interaction.SEARCH, type)) {
                throw Problem.at(ProblemKind.FORBIDDEN, "_type", "the token's scopes do not cover what is asked for");
            }
            if (!isExported(type)) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, "_type", "this type is never exported");
            }
        }
    }
}
