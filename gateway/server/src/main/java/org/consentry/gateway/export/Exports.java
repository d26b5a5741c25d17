package org.consentry.gateway.export;

import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consentry.gateway.attachment.ObjectKey;
import org.consentry.gateway.attachment.Objects;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Searches;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Exports as their clients use them: start, look, fetch, delete. A job is its client's alone. */
@Component
public class Exports {
    private final ExportJobs jobs;
    private final Objects objects;
    private final ExportRules rules;
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
        this.rules = new ExportRules(searches, settings.policies());
        this.groups = new Groups(records);
        this.objects = objects;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts a job.
     *
     * @return its id
     * @throws Problem FORBIDDEN to all but analysts, and for what the scopes do not cover; NOT_FOUND for an unknown
     *     Group; NOT_SUPPORTED or MALFORMED for what is not understood; TOO_MANY beside too many others
     */
    public String start(Caller caller, KickOff kickOff) {
        Caller.Analyst analyst = analyst(caller);
        String policy = rules.policy(analyst, kickOff.policy());
        ExportRequest allowed = rules.allowed(analyst, kickOff, policy);
        ExportRequest asked =
                kickOff.group().map(group -> groups.narrowed(allowed, group)).orElse(allowed);
        if (jobs.unfinished(analyst.clientId()) >= settings.mostJobs()) {
            throw Problem.of(
                    ProblemKind.TOO_MANY, "At most " + settings.mostJobs() + " exports of a client wait or run");
        }
        return added(analyst, kickOff.requestUrl(), asked, policy).id();
    }

    /** A job that nobody asked for over HTTP: a study's release. What it may hold is the caller's to decide. */
    public String release(Caller.Analyst analyst, String requestUrl, ExportRequest asked, String policy) {
        return added(analyst, requestUrl, asked, policy).id();
    }

    private ExportJob added(Caller.Analyst analyst, String requestUrl, ExportRequest asked, String policy) {
        Instant now = clock.instant();
        ExportJob job = new ExportJob(
                UUID.randomUUID().toString(),
                analyst.clientId(),
                requestUrl,
                asked,
                policy,
                new ExportJob.State.Working("waiting"),
                now.plus(settings.keep()),
                0);
        jobs.add(job, now);
        return job;
    }

    /** The caller's jobs, newest first; a study's releases among them. */
    public List<ExportJob> jobs(Caller caller) {
        return jobs.of(analyst(caller).clientId());
    }

    /** The caller's job. @throws Problem NOT_FOUND for any other */
    public ExportJob job(Caller caller, String id) {
        return jobs.find(id, analyst(caller).clientId())
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such export"));
    }

    /** A file that can be fetched. @throws Problem NOT_FOUND for any other */
    public ExportFile file(Caller caller, String id, String name) {
        if (job(caller, id).state() instanceof ExportJob.State.Done done) {
            return done.files().stream()
                    .filter(file -> file.name().equals(name))
                    .findFirst()
                    .orElseThrow(Exports::noFile);
        }
        throw noFile();
    }

    /** A file's bytes from an offset. The caller closes the stream. */
    public InputStream open(ExportFile file, long offset) {
        return objects.read(new ObjectKey(file.objectKey()), offset);
    }

    private static Problem noFile() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such file");
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
        return !ExportRules.NEVER.contains(type);
    }

    private void remove(String id) {
        // A crash after the rows are gone leaves objects that nothing names; the bucket's lifecycle removes them.
        List<String> keys = jobs.remove(id);
        keys.forEach(key -> objects.delete(new ObjectKey(key)));
    }

    private static Caller.Analyst analyst(Caller caller) {
        return Optional.of(caller)
                .filter(Caller.Analyst.class::isInstance)
                .map(Caller.Analyst.class::cast)
                .orElseThrow(() -> Problem.of(ProblemKind.FORBIDDEN, "Bulk exports are for analysts"));
    }
}
