package org.consentry.gateway.audit;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.display.DirectoryNames;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.statement.OneStatement;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The audit trail as AuditEvent resources in the store, one per patient and request. A disclosure to an organization
 * that did not contribute what it sees is a ledger entry as well, in the same transaction.
 */
@Component
class RecordAuditTrail implements AuditTrail, DisclosureLog {
    private static final Set<String> OWN_PAPERS = Set.of("AuditEvent", "Consent", "Provenance", "Task");

    private final Records records;
    private final Ledgering ledger;
    private final TransactionTemplate transaction;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final AuditQueue queue;
    private final OrganizationNames names;

    RecordAuditTrail(
            Records records,
            DirectoryNames names,
            Ledgering ledger,
            TransactionTemplate transaction,
            JdbcTemplate jdbc,
            Clock clock) {
        this.records = records;
        this.ledger = ledger;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.clock = clock;
        this.queue = new AuditQueue(this::commit);
        this.names = new OrganizationNames(names);
    }

    @PostConstruct
    void start() {
        queue.start();
    }

    @PreDestroy
    void stop() {
        queue.close();
    }

    @Override
    public void put(AuditFact fact) {
        put(List.of(fact));
    }

    @Override
    public void put(AuditFact fact, OneStatement statement) {
        add(List.of(fact), statement);
    }

    @Override
    public void later(AuditFact fact) {
        queue.later(fact);
    }

    @Override
    public Records.Told readOwn(Caller caller, ReadIntent intent, ResourceId id, Visibility own) {
        if (OWN_PAPERS.contains(id.type()) || TransactionSynchronizationManager.isActualTransactionActive()) {
            return new Records.Told(records.current(id, own), false);
        }
        return records.current(id, own, patient -> {
            AuditFact fact = new AuditFact(
                    caller,
                    interaction(intent),
                    AuditFact.Outcome.DONE,
                    Optional.of(patient),
                    Optional.empty(),
                    Set.of(),
                    List.of(id.reference()));
            return event(fact, AuditJson.of(fact, clock.instant(), names::of));
        });
    }

    @Override
    public void read(Caller caller, ReadIntent intent, List<StoredVersion> shown, Visibility decision) {
        Map<String, List<StoredVersion>> byPatient = new LinkedHashMap<>();
        for (StoredVersion version : shown) {
            if (!isOwnPaper(caller, version)) {
                version.patientId().ifPresent(id -> byPatient
                        .computeIfAbsent(id, key -> new ArrayList<>())
                        .add(version));
            }
        }
        if (byPatient.isEmpty()) {
            refusal(caller, intent, shown).ifPresent(queue::later);
            return;
        }
        List<AuditFact> facts = new ArrayList<>(byPatient.size());
        byPatient.forEach((patient, versions) -> facts.add(fact(caller, intent, patient, versions, decision)));
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            queue.writeAside(facts);
        } else {
            queue.write(facts);
        }
    }

    private static AuditFact fact(
            Caller caller, ReadIntent intent, String patient, List<StoredVersion> versions, Visibility decision) {
        Optional<Window> window = decision instanceof Visibility.Limited limited && !ownAll(caller, versions)
                ? limited.windows().stream()
                        .filter(candidate -> candidate.patientId().equals(patient))
                        .findFirst()
                : Optional.empty();
        return new AuditFact(
                caller,
                interaction(intent),
                AuditFact.Outcome.DONE,
                Optional.of(patient),
                window.flatMap(Window::consent),
                window.map(Window::purposes).orElse(Set.of()),
                versions.stream().map(version -> version.id().reference()).toList());
    }

    /** Nothing was shown although something is there: the patient is told who asked in vain. */
    private Optional<AuditFact> refusal(Caller caller, ReadIntent intent, List<StoredVersion> shown) {
        Optional<String> patient = intent.patientId();
        if (shown.isEmpty()
                && patient.isEmpty()
                && intent.type().isPresent()
                && intent.id().isPresent()) {
            patient = records.current(
                            new ResourceId(intent.type().get(), intent.id().get()), new Visibility.Everything())
                    .flatMap(StoredVersion::patientId);
        }
        boolean concernsAnother = shown.isEmpty() && patient.isPresent() && !isSelf(caller, patient.get());
        return concernsAnother && (intent.id().isPresent() || exists(patient.get()))
                ? Optional.of(new AuditFact(
                        caller,
                        interaction(intent),
                        AuditFact.Outcome.REFUSED,
                        patient,
                        Optional.empty(),
                        Set.of(),
                        List.of()))
                : Optional.empty();
    }

    private boolean exists(String patientId) {
        return records.current(new ResourceId("Patient", patientId), new Visibility.Everything())
                .isPresent();
    }

    /**
     * A disclosure to somebody else survives a power cut before it is made. What a member reads of its own, or a refusal,
     * is committed and visible before the answer leaves, and the disk is told within PostgreSQL's {@code
     * wal_writer_delay} (decision 8): waiting for it would make the disk's latency the limit of all reading.
     */
    private void commit(List<AuditFact> facts) {
        if (facts.stream().anyMatch(RecordAuditTrail::isDisclosure)) {
            transaction.executeWithoutResult(status -> put(facts));
        } else {
            Instant now = clock.instant();
            records.keep(
                    facts.stream()
                            .map(fact -> event(fact, AuditJson.of(fact, now, names::of)))
                            .toList(),
                    false);
        }
    }

    private static boolean isDisclosure(AuditFact fact) {
        return fact.outcome() == AuditFact.Outcome.DONE && fact.basis().isPresent();
    }

    private void put(List<AuditFact> facts) {
        OneStatement statement = new OneStatement();
        add(facts, statement);
        statement.run(jdbc);
    }

    private void add(List<AuditFact> facts, OneStatement statement) {
        Instant now = clock.instant();
        List<Paper> events = new ArrayList<>(facts.size());
        for (AuditFact fact : facts) {
            byte[] json = AuditJson.of(fact, now, names::of);
            events.add(event(fact, json));
            if (isDisclosure(fact)) {
                ledger.append(EntryKind.DISCLOSURE, fact.patientId(), json, statement::add);
            }
        }
        statement.add(records.rows(events));
    }

    private static Paper event(AuditFact fact, byte[] json) {
        return Paper.event(fact.patientId(), json);
    }

    private static boolean ownAll(Caller caller, List<StoredVersion> versions) {
        Optional<OrganizationId> organization =
                switch (caller) {
                    case Caller.Member member -> Optional.of(member.organization());
                    case Caller.PractitionerUser user -> Optional.of(user.organization());
                    default -> Optional.empty();
                };
        return versions.stream().allMatch(version -> organization.equals(Optional.of(version.source())));
    }

    /** What a patient or a requester reads of the papers about the record, which are not the record. */
    private static boolean isOwnPaper(Caller caller, StoredVersion version) {
        return OWN_PAPERS.contains(version.id().type())
                && (version.patientId().map(id -> isSelf(caller, id)).orElse(false) || caller instanceof Caller.Member);
    }

    private static boolean isSelf(Caller caller, String patientId) {
        return caller instanceof Caller.PatientUser patient
                && patient.proxy().isEmpty()
                && patient.patientId().equals(patientId);
    }

    private static String interaction(ReadIntent intent) {
        return switch (intent.kind()) {
            case READ -> "read";
            case VREAD -> "vread";
            case HISTORY -> "history";
            case SEARCH, EVERYTHING -> "search";
            case OPERATION -> "operation";
        };
    }
}
