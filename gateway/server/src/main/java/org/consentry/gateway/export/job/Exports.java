package org.consentry.gateway.export.job;

import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.export.extract.AllReleases;
import org.consentry.gateway.export.selection.ExportRules;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Exports as their clients use them: start, look, fetch, delete. A job is its client's alone. Analysts get what a policy
 * leaves; a member gets back, identified, what it contributed itself, and those files go as soon as they were fetched. Files
 * that rest on patients' consent are there as long as all of them consent.
 */
@Component
public class Exports {
    private static final String WITHDRAWN =
            "A patient whose consent this export rested on took it back; start the export again";

    private final ExportJobs jobs;
    private final ExportObjects objects;
    private final ExportRules rules;
    private final AllReleases releases;
    private final ExportSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Exports(
            ExportJobs jobs,
            ExportObjects objects,
            ExportRules rules,
            AllReleases releases,
            ExportSettings settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.jobs = jobs;
        this.rules = rules;
        this.releases = releases;
        this.objects = objects;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Starts a job.
     *
     * @return its id
     * @throws Problem FORBIDDEN to all but analysts and members, and for what the scopes do not cover; NOT_FOUND for an
     *     unknown Group; NOT_SUPPORTED or MALFORMED for what is not understood; TOO_MANY beside too many others
     */
    public String start(Caller caller, KickOff kickOff) {
        Optional<OrganizationId> owner = owner(caller);
        kickOff.asked().requirePast(clock.instant());
        String policy = owner.isPresent() ? rules.own(kickOff.policy()) : rules.policy(kickOff.policy());
        Visibility visible = owner.<Visibility>map(own -> new Visibility.Limited(Optional.of(own), List.of()))
                .orElseGet(Visibility.Everything::new);
        ExportRequest asked = rules.allowed(caller, kickOff, policy, visible);
        if (jobs.unfinished(caller.clientId()) >= settings.mostJobs()) {
            throw Problem.of(
                    ProblemKind.TOO_MANY, "At most " + settings.mostJobs() + " exports of a client wait or run");
        }
        return added(caller.clientId(), kickOff.requestUrl(), asked, policy, owner);
    }

    /** A job that nobody asked for over HTTP: a study's release. What it may hold is the caller's to decide. */
    public String release(Caller.Analyst analyst, String requestUrl, ExportRequest asked, String policy) {
        return added(analyst.clientId(), requestUrl, asked, policy, Optional.empty());
    }

    private String added(
            String clientId, String requestUrl, ExportRequest asked, String policy, Optional<OrganizationId> owner) {
        Instant now = clock.instant();
        String id = UUID.randomUUID().toString();
        jobs.add(
                new ExportJob(
                        id,
                        clientId,
                        requestUrl,
                        asked,
                        policy,
                        owner,
                        new ExportJob.State.Working("waiting"),
                        now.plus(settings.keep()),
                        0),
                now);
        return id;
    }

    /** The caller's jobs, newest first; a study's releases among them. */
    public List<ExportJob> jobs(Caller caller) {
        return jobs.of(client(caller));
    }

    /** The caller's job. @throws Problem NOT_FOUND for none, FORBIDDEN for another client's */
    public ExportJob job(Caller caller, String id) {
        String client = client(caller);
        ExportJob job = jobs.find(id).orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such export"));
        if (!job.clientId().equals(client)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This export is another client's");
        }
        return job.state() instanceof ExportJob.State.Done
                        && jobs.consented(id).filter(this::isWithdrawn).isPresent()
                ? job.in(new ExportJob.State.TakenBack(WITHDRAWN))
                : job;
    }

    /**
     * A file that can be fetched.
     *
     * @throws Problem NOT_FOUND for any other, and once it was fetched where it goes then; FORBIDDEN where this token's
     *     scopes do not cover what is in it, whatever another token's did when the export began
     */
    public ExportFile file(Caller caller, String id, String name) {
        ExportJob job = job(caller, id);
        if (job.state() instanceof ExportJob.State.Done done) {
            ExportFile found = done.files().stream()
                    .filter(file -> file.name().equals(name) && !jobs.isFetched(file.objectKey()))
                    .findFirst()
                    .orElseThrow(Exports::noFile);
            boolean ofResources = job.asked().shape().views().isEmpty();
            if (found.kind() == ExportFile.Kind.OUTPUT
                    && ofResources
                    && job.asked().isOfType(found.type())) {
                ExportRules.requireScope(caller.scopes(), found.type());
            }
            return found;
        }
        throw noFile();
    }

    /** A file's bytes from an offset, as long as it may be had. The caller closes the stream. */
    public InputStream open(ExportFile file, long offset) {
        InputStream in = objects.read(file, offset);
        return jobs.restsOnConsent(file)
                ? new HeldStream(
                        in, () -> jobs.consentedOf(file).filter(this::isHeld).isPresent())
                : in;
    }

    private boolean isHeld(ExportJobs.Consented job) {
        return releases.hold(job.clientId(), job.policy(), job.consenting());
    }

    /** Whether somebody whose yes the files rest on has taken it back; they go then. */
    private boolean isWithdrawn(ExportJobs.Consented job) {
        if (isHeld(job)) {
            return false;
        }
        jobs.withdraw(job.id(), WITHDRAWN);
        objects.sweep();
        return true;
    }

    /**
     * A file's bytes between two offsets were sent. Identified records are deleted once they were sent whole, in one piece
     * or in several that leave no gap; other files stay until they expire, because clients of Bulk Data fetch more than
     * once.
     */
    public void sent(ExportFile file, long from, long to) {
        if (jobs.fetched(file.objectKey(), from, to)) {
            objects.sweep();
        }
    }

    private static Problem noFile() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such file");
    }

    /** Cancels or deletes the caller's job and its files. */
    public void delete(Caller caller, String id) {
        remove(job(caller, id).id());
        objects.sweep();
    }

    /** Removes what has expired, what a patient took back, and objects that no job needs. */
    @Scheduled(fixedDelayString = "PT1M")
    void sweep() {
        jobs.expired().forEach(this::remove);
        jobs.consented().forEach(this::isWithdrawn);
        objects.sweep();
    }

    private void remove(String id) {
        // A crash after the commit leaves objects whose keys are on record; the next sweep removes them.
        transaction.executeWithoutResult(status -> jobs.remove(id));
    }

    private static String client(Caller caller) {
        owner(caller);
        return caller.clientId();
    }

    /** The member whose records the caller may have back; empty for analysts. */
    private static Optional<OrganizationId> owner(Caller caller) {
        if (caller instanceof Caller.Member member) {
            return Optional.of(member.organization());
        }
        if (caller instanceof Caller.Analyst) {
            return Optional.empty();
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Bulk exports are for analysts, and for members of their own records");
    }
}
