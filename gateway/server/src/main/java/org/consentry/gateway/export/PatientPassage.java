package org.consentry.gateway.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.DirectIdentifiers;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.LeakScanner;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;

/**
 * Takes the store's stream patient by patient. One patient's resources are held until all have come, because ages on any
 * of them depend on the Patient, which comes in the middle. What was written is looked through for the identifiers of
 * {@value #SCANNED_AT_ONCE} patients at a time, so that memory does not grow with the export.
 */
final class PatientPassage implements BiConsumer<StoredVersion, Boolean> {
    private static final int SCANNED_AT_ONCE = 5_000;
    private static final int PROGRESS_EVERY = 250;

    private final Deidentifier deidentifier;
    private final ExportOutput output;
    private final ExportJob job;
    private final BiConsumer<ExportJob, String> alive;
    private final List<Held> held = new ArrayList<>();
    private final List<DirectIdentifiers> identities = new ArrayList<>();
    private Optional<String> patient = Optional.empty();
    private long written;

    /** A version until its patient's resources have all come. */
    private record Held(StoredVersion version, boolean wanted) {}

    PatientPassage(Deidentifier deidentifier, ExportOutput output, ExportJob job, BiConsumer<ExportJob, String> alive) {
        this.deidentifier = deidentifier;
        this.output = output;
        this.job = job;
        this.alive = alive;
    }

    /** @param found whether the job's filters find it; of a Patient they do not find, only the identity is used */
    @Override
    public void accept(StoredVersion version, Boolean found) {
        if (!version.patientId().equals(patient)) {
            flush();
            patient = version.patientId();
        }
        String type = version.id().type();
        boolean wanted = found
                && job.asked().isOfType(type)
                && job.asked().isWritten(version.updated())
                && version.json().length > 0
                && Exports.isExported(type);
        if (type.equals("Patient") || (wanted && patient.isPresent())) {
            held.add(new Held(version, wanted));
        } else if (wanted) {
            write(version, PatientFacts.NOBODY);
        }
    }

    /** The last patient. */
    void finish() {
        flush();
        alive.accept(job, "checking " + written + " resources for leaks");
    }

    /** Identifiers of exported patients that stand in the output; empty when it is clean. */
    List<Leak> leaks() {
        for (int from = 0; from < identities.size(); from += SCANNED_AT_ONCE) {
            var patterns = LeakScanner.forPolicy(deidentifier.policy());
            identities
                    .subList(from, Math.min(from + SCANNED_AT_ONCE, identities.size()))
                    .forEach(patterns::add);
            List<Leak> leaks = output.scan(patterns.build());
            if (!leaks.isEmpty()) {
                return leaks;
            }
        }
        return List.of();
    }

    private void flush() {
        Optional<PatientFacts> known = held.stream()
                .map(Held::version)
                .filter(version -> version.id().type().equals("Patient") && version.json().length > 0)
                .findFirst()
                .map(version -> PatientFacts.of(version.json()));
        known.ifPresent(facts -> identities.add(facts.identity()));
        PatientFacts facts = known.orElse(PatientFacts.NOBODY);
        held.stream().filter(Held::wanted).forEach(each -> write(each.version(), facts));
        held.clear();
    }

    private void write(StoredVersion version, PatientFacts facts) {
        if (deidentifier.apply(version.json(), facts) instanceof Outcome.Kept kept) {
            output.write(version.id().type(), kept.json());
            written++;
            if (written % PROGRESS_EVERY == 0) {
                alive.accept(job, written + " resources written");
            }
        }
    }
}
