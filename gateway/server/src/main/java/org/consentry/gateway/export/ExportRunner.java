package org.consentry.gateway.export;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.attachment.Objects;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Selection;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * A job is: read one snapshot, patient by patient; take the person out of every resource; write files locally; look for
 * every exported patient's identifiers in them; upload; and, in one transaction, offer them and put the fact on record.
 *
 * Nothing is offered before that transaction. A crash anywhere before leaves local files of a process that is gone and
 * perhaps uploaded objects that nothing names; the next lease starts the job over from a new snapshot.
 */
@Component
@EnableConfigurationProperties(ExportSettings.class)
class ExportRunner {
    private static final Logger log = LoggerFactory.getLogger(ExportRunner.class);

    private final ExportJobs jobs;
    private final Records records;
    private final Objects objects;
    private final Ledgering ledger;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final TransactionTemplate apart;
    private final Secrets secrets;
    private final ExportSettings settings;
    private final Clock clock;
    private final Semaphore places;
    private volatile boolean open = true;

    ExportRunner(
            ExportJobs jobs,
            Records records,
            Objects objects,
            Ledgering ledger,
            AuditTrail audit,
            TransactionTemplate transaction,
            PlatformTransactionManager transactions,
            Secrets secrets,
            ExportSettings settings,
            Clock clock) {
        this.jobs = jobs;
        this.records = records;
        this.objects = objects;
        this.ledger = ledger;
        this.audit = audit;
        this.transaction = transaction;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.secrets = secrets;
        this.settings = settings;
        this.clock = clock;
        this.places = new Semaphore(settings.concurrency());
    }

    @PreDestroy
    void stop() {
        open = false;
    }

    /** Takes up jobs while there are places. */
    @Scheduled(fixedDelayString = "PT0.5S")
    void look() {
        while (open && places.tryAcquire()) {
            Optional<ExportJob> job = leased();
            if (job.isEmpty()) {
                places.release();
                return;
            }
            Thread.ofVirtual().name("export").start(() -> {
                try {
                    run(job.get());
                } finally {
                    places.release();
                }
            });
        }
    }

    private Optional<ExportJob> leased() {
        try {
            return jobs.lease(settings.lease());
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("export jobs cannot be read");
            return Optional.empty();
        }
    }

    private void run(ExportJob job) {
        try (ExportOutput output = new ExportOutput(settings.fileSize().toBytes())) {
            Instant snapshot = clock.instant();
            Deidentifier deidentifier = Deidentifier.of(
                    Policy.named(job.policy()),
                    ProjectKey.of(secrets.derive("export/project/" + job.clientId())),
                    LocalDate.ofInstant(snapshot, ZoneOffset.UTC));
            PatientPassage passage = new PatientPassage(deidentifier, output, job, this::alive);
            records.stream(selection(job.asked()), new Visibility.Everything(), passage);
            passage.finish();
            List<Leak> leaks = passage.leaks();
            if (!leaks.isEmpty()) {
                log.atError()
                        .addKeyValue("job", job.id())
                        .addKeyValue("first", leaks.getFirst())
                        .log("export leaks");
                jobs.fail(job.id(), "The leak scanner found identifiers in the output; nothing was released");
                return;
            }
            offer(job, snapshot, output.upload(objects));
        } catch (Cancelled e) {
            log.atInfo().addKeyValue("job", job.id()).log("export cancelled");
        } catch (Problem | IOException e) {
            // The store or the object store is away: the lease runs out and the job is tried again.
            log.atWarn()
                    .addKeyValue("job", job.id())
                    .addKeyValue("cause", e.toString())
                    .log("export interrupted");
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("job", job.id()).log("export failed");
            jobs.fail(job.id(), "The job failed and released nothing; start it again or tell the operator");
        }
    }

    /** The Patients come in any case: who they are decides what may be said of them. */
    private static Selection selection(ExportRequest asked) {
        Set<String> types = new HashSet<>(asked.types());
        if (!types.isEmpty()) {
            types.add("Patient");
        }
        return new Selection(types, asked.patients(), asked.filters());
    }

    /** In a transaction apart: the one at hand is the read-only snapshot that is being exported. */
    private void alive(ExportJob job, String progress) {
        Boolean running = apart.execute(status -> jobs.progress(job.id(), progress, settings.lease()));
        if (!Boolean.TRUE.equals(running)) {
            throw new Cancelled();
        }
    }

    private void offer(ExportJob job, Instant snapshot, List<ExportFile> files) {
        Caller.Analyst analyst = new Caller.Analyst(job.clientId(), Scopes.parse(""));
        transaction.executeWithoutResult(status -> {
            if (jobs.complete(job.id(), snapshot, files)) {
                byte[] manifest = Manifest.facts(job, snapshot, files);
                ledger.append(EntryKind.EXPORT, Optional.empty(), manifest);
                audit.put(new AuditFact(
                        analyst,
                        "export",
                        AuditFact.Outcome.DONE,
                        Optional.empty(),
                        Optional.empty(),
                        Set.of("HRESCH"),
                        List.of()));
            }
        });
    }

    /** The client deleted the job while it ran. */
    static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
