package org.consentry.gateway.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.attachment.ObjectKey;
import org.consentry.gateway.attachment.Objects;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.mappers.view.ViewRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * A job is: read one snapshot, patient by patient; take the person out of every resource; write files locally; look for
 * every exported patient's identifiers in them; make tables of them where tables are asked for; upload; and, in one
 * transaction, offer them and put the fact on record.
 *
 * Nothing is offered before that transaction. A crash anywhere before leaves a folder, which the next start removes, and
 * perhaps uploaded objects that nothing names; the next lease starts the job over from a new snapshot.
 */
@Component
class ExportRun {
    private static final Logger log = LoggerFactory.getLogger(ExportRun.class);

    private final ExportJobs jobs;
    private final Extracting extracting;
    private final Objects objects;
    private final Ledgering ledger;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final ExportSettings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ExportRun(
            ExportJobs jobs,
            Extracting extracting,
            Objects objects,
            Ledgering ledger,
            AuditTrail audit,
            TransactionTemplate transaction,
            ExportSettings settings,
            Clock clock) {
        this.jobs = jobs;
        this.extracting = extracting;
        this.objects = objects;
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
        } catch (Problem | IOException e) {
            // The store or the object store is away: the lease runs out and the job is tried again.
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
        Instant snapshot = clock.instant().minus(jobs.oldestWrite());
        Extract extract =
                extracting.of(new Extracting.Order(job.clientId(), job.policy(), job.asked(), snapshot), folder, lease);
        List<LocalFile> files = new ArrayList<>(
                Rendering.whole(job.asked().shape(), folder, lease).of(extract.files()));
        files.add(report(folder, ExportReport.of(job.policy(), extract.drops(), extract.anonymity())));
        lease.say("storing " + files.size() + " files");
        store(job, snapshot, files, lease);
    }

    private static LocalFile report(Path folder, byte[] json) throws IOException {
        Path path = Files.write(folder.resolve("report.json"), json);
        return new LocalFile("report.json", ExportFile.Kind.REPORT, "report", path, 1, json.length);
    }

    private void store(ExportJob job, Instant snapshot, List<LocalFile> files, Lease lease) throws IOException {
        List<ExportFile> stored = new ArrayList<>();
        boolean offered = false;
        try {
            for (LocalFile file : files) {
                lease.check();
                ObjectKey key = ObjectKey.export(random);
                stored.add(new ExportFile(
                        file.name(), file.kind(), file.type(), key.value(), file.resources(), file.bytes()));
                try (var in = Files.newInputStream(file.path())) {
                    objects.put(key, in, file.bytes());
                }
            }
            offered = Boolean.TRUE.equals(transaction.execute(status -> offer(job, snapshot, stored)));
        } finally {
            if (!offered) {
                stored.forEach(file -> objects.delete(new ObjectKey(file.objectKey())));
            }
        }
    }

    /** @return false when the job was cancelled or taken over */
    private boolean offer(ExportJob job, Instant snapshot, List<ExportFile> files) {
        if (!jobs.complete(job, snapshot, files)) {
            return false;
        }
        ledger.append(EntryKind.EXPORT, Optional.empty(), Manifest.facts(job, snapshot, files));
        audit.put(new AuditFact(
                new Caller.Analyst(job.clientId(), Scopes.parse("")),
                "export",
                AuditFact.Outcome.DONE,
                Optional.empty(),
                Optional.empty(),
                Set.of("HRESCH"),
                List.of()));
        return true;
    }
}
