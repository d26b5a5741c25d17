package org.consentry.gateway.export.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.extract.AllReleases;
import org.consentry.gateway.export.extract.Extract;
import org.consentry.gateway.export.extract.Extracting;
import org.consentry.gateway.export.table.Rendering;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.export.work.WorkFolder;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.mappers.view.ViewRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * A job is: read one snapshot, patient by patient; take the person out of every resource; write files locally; look for
 * every exported patient's identifiers in them; keep them part by part (see Parts); make tables of them where tables are
 * asked for; upload; and, in one transaction, offer them and put the fact on record.
 *
 * Nothing is offered before that transaction. A crash anywhere before leaves a folder, which the next start removes,
 * objects whose keys are on record, and the parts that were kept; the next lease goes on after the last of them.
 */
@Component
class ExportRun {
    private static final Logger log = LoggerFactory.getLogger(ExportRun.class);

    private final ExportJobs jobs;
    private final Extracting extracting;
    private final AllReleases releases;
    private final ExportObjects objects;
    private final ExportParts partRows;
    private final Ledgering ledger;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final ExportSettings settings;
    private final Clock clock;

    ExportRun(
            ExportJobs jobs,
            Extracting extracting,
            AllReleases releases,
            ExportObjects objects,
            ExportParts partRows,
            Ledgering ledger,
            AuditTrail audit,
            TransactionTemplate transaction,
            ExportSettings settings,
            Clock clock) {
        this.jobs = jobs;
        this.extracting = extracting;
        this.releases = releases;
        this.objects = objects;
        this.partRows = partRows;
        this.ledger = ledger;
        this.audit = audit;
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
    }

    void run(ExportJob job) {
        try (WorkFolder folder = WorkFolder.in(settings.workFolder());
                Lease lease = new Lease(jobs, job, settings.lease())) {
            run(job, folder.path(), lease);
        } catch (Lease.Lost e) {
            log.atInfo().addKeyValue("job", job.id()).log("export cancelled");
        } catch (ExportObjects.Away e) {
            log.atWarn().addKeyValue("job", job.id()).log("export given up, the object store is away");
            jobs.fail(
                    job,
                    "The object store was away for more than " + settings.storePatience()
                            + "; nothing was released, start the export again");
        } catch (Problem | IOException | DataAccessException | TransactionException e) {
            // The database is away or this node has no room: the lease runs out and the job is tried again.
            log.atWarn()
                    .addKeyValue("job", job.id())
                    .addKeyValue("cause", e.toString())
                    .log("export interrupted");
        } catch (Extract.Leaking e) {
            log.atError()
                    .addKeyValue("job", job.id())
                    .addKeyValue("first", e.getMessage())
                    .log("export leaks");
            jobs.fail(job, "The leak scanner found identifiers in the output; nothing was released");
        } catch (ViewRefused e) {
            jobs.fail(job, "A view does not fit the resources: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            // Also what no program survives well: a job that ends this way would otherwise be begun again and again.
            log.atError().setCause(e).addKeyValue("job", job.id()).log("export failed");
            jobs.fail(job, "The job failed and released nothing; start it again or tell the operator");
        }
    }

    private void run(ExportJob job, Path folder, Lease lease) throws IOException {
        // What is being written now may bear an earlier time than this; a later _since must find it.
        JobParts parts = new JobParts(job, clock.instant().minus(jobs.oldestWrite()), objects, partRows, lease);
        Extract extract = extracting.of(
                new Extracting.Order(job.clientId(), job.policy(), job.asked(), parts.snapshot(), job.owner()),
                folder,
                lease,
                parts);
        List<LocalFile> files = new ArrayList<>(
                Rendering.whole(job.asked().shape(), folder, lease).of(extract.files()));
        files.add(report(folder, extract.report(job.policy())));
        lease.say("storing " + files.size() + " files");
        List<ExportFile> stored = parts.stored(files);
        if (!releases.hold(job.clientId(), job.policy(), extract.consenting())) {
            jobs.again(job);
            throw new Lease.Lost();
        }
        if (!Boolean.TRUE.equals(
                transaction.execute(status -> offer(job, parts.snapshot(), stored, extract.consenting())))) {
            throw new Lease.Lost();
        }
    }

    private static LocalFile report(Path folder, byte[] json) throws IOException {
        Path path = Files.write(folder.resolve("report.json"), json);
        return new LocalFile("report.json", ExportFile.Kind.REPORT, "report", path, 1, json.length);
    }

    /** @return false when the job was cancelled or taken over */
    private boolean offer(ExportJob job, Instant snapshot, List<ExportFile> files, Set<String> consenting) {
        if (!jobs.complete(job, snapshot, files, consenting)) {
            return false;
        }
        ledger.append(EntryKind.EXPORT, Optional.empty(), Manifest.facts(job, snapshot, files));
        audit.put(new AuditFact(
                caller(job),
                "export",
                AuditFact.Outcome.DONE,
                Optional.empty(),
                Optional.empty(),
                job.owner().isPresent() ? Set.of("HOPERAT") : Set.of("HRESCH"),
                List.of()));
        return true;
    }

    private static Caller caller(ExportJob job) {
        Scopes none = Scopes.parse("");
        return job.owner()
                .<Caller>map(owner -> new Caller.Member(owner, job.clientId(), none))
                .orElseGet(() -> new Caller.Analyst(job.clientId(), none));
    }
}
