package org.consentry.gateway.consent;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Consents in the store, and everything that is written with a change of one: the ledger entry, the events, the audit
 * record. Methods that write join the caller's transaction.
 */
@Component
class ConsentRecords {
    private final Records records;
    private final IdentifierRequests requests;
    private final RequestTasks tasks;
    private final Ledgering ledger;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    ConsentRecords(
            Records records,
            IdentifierRequests requests,
            RequestTasks tasks,
            Ledgering ledger,
            Outbox outbox,
            AuditTrail audit,
            Clock clock) {
        this.records = records;
        this.requests = requests;
        this.tasks = tasks;
        this.ledger = ledger;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * One fact about a consent, as it is told on.
     *
     * @param interaction the step, as {@link AuditFact#interaction()}
     */
    record Change(EntryKind entry, EventKind event, String interaction, Caller caller) {}

    /** The patient's own consent. @throws Problem NOT_FOUND for any other id, whether it exists or not */
    ObjectNode ofPatient(String consentId, String patientId) {
        Visibility own = new Visibility.Limited(Optional.empty(), List.of(Window.self(patientId)));
        return records.current(new ResourceId("Consent", consentId), own)
                .filter(version -> version.change() != StoredVersion.Change.DELETED)
                .map(version -> ConsentJson.parse(version.json()))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such consent"));
    }

    /** The consent of that id in whatever state. */
    Optional<ObjectNode> any(String consentId) {
        return records.current(new ResourceId("Consent", consentId), new Visibility.Everything())
                .filter(version -> version.change() != StoredVersion.Change.DELETED)
                .map(version -> ConsentJson.parse(version.json()));
    }

    /** An open request of that requester with the same content. */
    Optional<StoredVersion> sameOpenRequest(OrganizationId requester, String fingerprint) {
        Visibility own = new Visibility.Limited(Optional.of(requester), List.of());
        return records
                .search("Consent", "status=proposed&identifier=" + ConsentJson.REQUEST + "%7C" + fingerprint, own, 1)
                .stream()
                .findFirst();
    }

    /** How many requests of that requester to the patient it names are open, counted up to {@code most}. */
    int openRequests(ObjectNode consent, Instant since, int most) {
        Visibility own = new Visibility.Limited(Optional.of(ConsentJson.requester(consent)), List.of());
        String query = "status=proposed&date=gt" + since.truncatedTo(ChronoUnit.SECONDS) + "&" + patient(consent);
        return records.search("Consent", query, own, most).size();
    }

    private static String patient(ObjectNode consent) {
        JsonNode named = consent.path("patient");
        String reference = named.path("reference").asString("");
        if (!reference.isEmpty()) {
            return "patient=" + reference;
        }
        JsonNode identifier = named.path("identifier");
        String token = identifier.path("system").asString("") + "|"
                + identifier.path("value").asString("");
        return "patient:identifier=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    }

    /** Stores a new request and tells the patient, if there is one. */
    StoredVersion propose(ObjectNode consent, Change change) {
        OrganizationId requester = ConsentJson.requester(consent);
        StoredVersion stored = create(consent, author(requester, change));
        tell(stored, requester, change);
        if (IdentifierRequests.isOne(consent)) {
            requests.patient(consent).ifPresent(patient -> proposeInRecord(stored, consent, patient, change));
        }
        return stored;
    }

    /** One request is one entry of the ledger: the log is public, and by its growth it would tell that there is somebody. */
    private void proposeInRecord(StoredVersion request, ObjectNode consent, String patientId, Change change) {
        ObjectNode named = consent.deepCopy();
        ((ObjectNode) named.path("patient")).put("reference", "Patient/" + patientId);
        StoredVersion stored = create(named, author(OrganizationId.AUTHORITY, change));
        requests.keep(request, stored);
        announce(stored, ConsentJson.requester(consent), change);
    }

    private StoredVersion create(ObjectNode consent, Author author) {
        return records.write(List.of(new Write.Create("Consent", ConsentJson.bytes(consent))), author)
                .getFirst();
    }

    /**
     * Replaces a consent by its next state.
     *
     * @param before the state it is replaced in: of two answers at the same time one is too late
     */
    StoredVersion put(ObjectNode consent, ObjectNode before, Change change) {
        OrganizationId requester = ConsentJson.requester(consent);
        ResourceId id = new ResourceId("Consent", consent.path("id").asString(""));
        OptionalLong version = OptionalLong.of(ConsentJson.version(before));
        StoredVersion stored = records.write(
                        List.of(new Write.Put(id, ConsentJson.bytes(consent), version)), author(requester, change))
                .getFirst();
        tell(stored, requester, change);
        if (before.path("status").asString("").equals("proposed")) {
            boolean yes = consent.path("status").asString("").equals("active");
            tasks.closed(id, yes ? "completed" : "rejected", now());
        }
        ResourceId request = requests.request(id);
        if (!request.equals(id)) {
            requests.follow(request, consent, author(requester, change));
        }
        return stored;
    }

    /**
     * Ends an open request by its requester's word. It is one entry of the log and one event to the requester, whether or
     * not there is somebody who was asked.
     *
     * @param request as the requester knows it
     */
    StoredVersion withdraw(ObjectNode request, Change change) {
        OrganizationId requester = ConsentJson.requester(request);
        String id = request.path("id").asString("");
        String inRecord = requests.inRecord(id);
        Optional<StoredVersion> hers =
                inRecord.equals(id) ? Optional.empty() : any(inRecord).map(open -> ended(open, requester, change));
        StoredVersion stored = ended(request, requester, change);
        log(stored, change);
        tellMember(stored, requester, change);
        for (StoredVersion version : hers.map(half -> List.of(half, stored)).orElse(List.of(stored))) {
            tellPatient(version, requester, change);
            tasks.closed(version.id(), "cancelled", now());
            note(version, change);
        }
        return stored;
    }

    private StoredVersion ended(ObjectNode open, OrganizationId requester, Change change) {
        ResourceId id = new ResourceId("Consent", open.path("id").asString(""));
        byte[] next = ConsentJson.bytes(ConsentJson.in("inactive", open));
        OptionalLong version = OptionalLong.of(ConsentJson.version(open));
        return records.write(List.of(new Write.Put(id, next, version)), author(requester, change))
                .getFirst();
    }

    /** Keeps the patient's signature over a version of a consent. */
    void keepSignature(StoredVersion consent, String patientId, String jws) {
        ResourceId id = new ResourceId(
                "Provenance", GatewayPapers.SIGNATURE + consent.id().id());
        byte[] json = ConsentSignature.provenance(id.id(), consent, patientId, jws, now());
        records.write(List.of(new Write.Put(id, json, OptionalLong.empty())), Author.gateway());
    }

    Instant now() {
        return clock.instant();
    }

    private void tell(StoredVersion stored, OrganizationId requester, Change change) {
        log(stored, change);
        announce(stored, requester, change);
    }

    private void log(StoredVersion stored, Change change) {
        byte[] content = stored.json().length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : stored.json();
        // A request has a subject in the public log whether or not there is somebody to answer it.
        ledger.append(change.entry(), stored.patientId().or(() -> Optional.of(ConsentJson.asked(content))), content);
    }

    private void announce(StoredVersion stored, OrganizationId requester, Change change) {
        tellPatient(stored, requester, change);
        if (change.event() == EventKind.CONSENT_REQUESTED) {
            stored.patientId().ifPresent(patient -> tasks.open(stored, patient, now()));
        } else {
            tellMember(stored, requester, change);
        }
        note(stored, change);
    }

    private void tellPatient(StoredVersion stored, OrganizationId requester, Change change) {
        stored.patientId()
                .ifPresent(patient ->
                        outbox.put(new Recipient.ToPatient(patient), change.event(), facts(stored.id(), requester)));
    }

    private void tellMember(StoredVersion stored, OrganizationId requester, Change change) {
        outbox.put(new Recipient.ToMember(requester), change.event(), facts(requests.request(stored.id()), requester));
    }

    private void note(StoredVersion stored, Change change) {
        audit.put(new AuditFact(
                change.caller(),
                change.interaction(),
                AuditFact.Outcome.DONE,
                stored.patientId(),
                Optional.empty(),
                Set.of(),
                List.of(stored.id().reference())));
    }

    private static Map<String, String> facts(ResourceId consent, OrganizationId requester) {
        return Map.of("consent", consent.reference(), "organization", requester.reference());
    }

    private static Author author(OrganizationId requester, Change change) {
        return new Author(requester, change.caller().actor(), Author.Kind.BOOKKEEPING);
    }
}
