package org.consentry.gateway.proof.watch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.Verdict;
import org.consentry.gateway.proof.Verifier;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.StoredVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Whether everything in the store is what was signed and logged, in two passes.
 *
 * The first goes through the signed bundles in the order of their storing, a page a transaction, and verifies each as
 * $verify does: contents of every version, the authority's signature, the ledger's entry. The place reached is noted with
 * the page, so a killed sweep goes on where it was. What bundles hold is remembered in a table.
 *
 * The second streams the current versions and asks that table for each: what is there and in no bundle was put there
 * behind the gateway's back. It begins anew when it was cut off; it only reads.
 *
 * Both hold a page in memory, whatever the store's size. A version written after the sweep began is the next one's.
 */
/** One run of the sweep. */
@Component
class Sweep {
    /** Resources that the gateway keeps about a record and signs otherwise, if at all; see Author.Kind.BOOKKEEPING. */
    private static final Set<String> BOOKKEEPING = Set.of("Provenance", "AuditEvent", "Consent", "Subscription");

    /** Those about studies; see {@code research}. */
    private static final Set<String> PAPERS = Set.of("Group", "ResearchStudy", "ResearchSubject", "Invoice");

    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    private final Sweeps sweeps;
    private final Verifier verifier;
    private final Records records;
    private final TransactionTemplate page;
    private final int pageSize;

    Sweep(
            Sweeps sweeps,
            Verifier verifier,
            Records records,
            PlatformTransactionManager transactions,
            SweepSettings settings) {
        this.sweeps = sweeps;
        this.verifier = verifier;
        this.records = records;
        // Its own transaction also while the store streams in another.
        this.page = new TransactionTemplate(transactions);
        this.page.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.pageSize = settings.page();
    }

    /** Does what is to be done, if anything; returns when it is done or another replica has taken over. */
    void run() {
        sweeps.claim().ifPresent(mark -> {
            if (mark.phase().equals("versions") || bundles(mark)) {
                versions(mark.started());
            }
        });
    }

    private boolean bundles(Sweeps.Mark mark) {
        Instant at = mark.afterAt();
        String id = mark.afterBundle();
        while (true) {
            List<Verifier.Bundle> next = verifier.bundles(at, id, mark.started(), pageSize);
            if (next.isEmpty()) {
                return sweeps.advance("versions", at, id, 0);
            }
            // A crash before the commit repeats the page; after it, the next page is next.
            at = next.getLast().at();
            id = next.getLast().id();
            Instant lastAt = at;
            String lastId = id;
            Boolean mine = page.execute(status -> {
                next.forEach(this::check);
                return sweeps.advance("bundles", lastAt, lastId, next.size());
            });
            if (!Boolean.TRUE.equals(mine)) {
                return false;
            }
        }
    }

    private void check(Verifier.Bundle bundle) {
        sweeps.signed(bundle.versions());
        switch (verifier.check(bundle)) {
            case Verdict.Sound sound -> {
                // As it should be.
            }
            case Verdict.Altered altered -> alarm(altered.where(), "altered");
            case Verdict.BadSignature bad -> alarm(bad.where(), "bad-signature");
            case Verdict.UnknownKey unknown -> alarm(unknown.where(), "unknown-key");
            case Verdict.Unsigned unsigned -> alarm("Bundle/" + bundle.id(), "unsigned");
        }
    }

    private void versions(Instant started) {
        List<String> waiting = new ArrayList<>(pageSize);
        records.stream(Set.of(), new Visibility.Everything(), version -> {
            if (isSwept(version, started)) {
                waiting.add(version.versionedReference());
            }
            if (waiting.size() == pageSize) {
                ask(waiting, started);
            }
        });
        ask(waiting, started);
        sweeps.finish();
        log.atInfo().addKeyValue("findings", sweeps.status().findings()).log("sweep ended");
    }

    private static boolean isSwept(StoredVersion version, Instant started) {
        return !BOOKKEEPING.contains(version.id().type())
                && !isPaper(version)
                && version.updated().isBefore(started);
    }

    /** What studies and proposals leave in the record; members cannot write as the authority, nor Tasks of its codes. */
    private static boolean isPaper(StoredVersion version) {
        boolean ours = version.source().equals(OrganizationId.AUTHORITY)
                && PAPERS.contains(version.id().type());
        return ours
                || (version.id().type().equals("Task")
                        && new String(version.json(), StandardCharsets.UTF_8)
                                .contains("https://consentry.org/fhir/CodeSystem/task"));
    }

    private void ask(List<String> waiting, Instant started) {
        page.executeWithoutResult(status -> {
            sweeps.unsigned(waiting).forEach(reference -> alarm(reference, "unsigned"));
            sweeps.advance("versions", started, "", 0);
        });
        waiting.clear();
    }

    /** The place is for the operator's page; the log names none. */
    private void alarm(String place, String verdict) {
        sweeps.found(place, verdict);
        log.atError().addKeyValue("verdict", verdict).log("sweep found what was not signed and logged so");
    }
}
