package org.consentry.gateway.export.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.selection.ExportRules;
import org.consentry.gateway.export.work.Progress;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;

/**
 * Takes the store's stream patient by patient. One patient's resources are held until all have come, because ages on any
 * of them depend on the Patient, which comes in the middle.
 */
final class PatientPassage implements BiConsumer<StoredVersion, Boolean> {
    private static final int TOLD_EVERY = 100;

    private final Deidentifier deidentifier;
    private final ExportOutput output;
    private final ExportRequest asked;
    private final Predicate<String> released;
    private final Progress progress;
    private final Parts parts;
    private final Anonymity anonymity;
    private final Elements elements;
    private final Deletions deletions;
    private final List<Held> held = new ArrayList<>();
    private final List<StoredVersion> provenances = new ArrayList<>();
    private Optional<String> patient = Optional.empty();
    private long written;

    /** A version until its patient's resources have all come. */
    private record Held(StoredVersion version, boolean wanted) {
        boolean isPatient() {
            return version.id().type().equals("Patient");
        }
    }

    /** @param anonymity gets every Patient that is written */
    PatientPassage(
            Deidentifier deidentifier,
            ExportOutput output,
            ExportRequest asked,
            Predicate<String> released,
            Progress progress,
            Parts parts,
            Anonymity anonymity) {
        this.deidentifier = deidentifier;
        this.output = output;
        this.asked = asked;
        this.released = released;
        this.progress = progress;
        this.parts = parts;
        this.anonymity = anonymity;
        this.elements = new Elements(asked.shape().elements());
        this.deletions = new Deletions(output);
        this.written = parts.drops().kept();
    }

    /** @param found whether the job's filters find it; of a Patient they do not find, only the identity is used */
    @Override
    public void accept(StoredVersion version, Boolean found) {
        if (!version.patientId().equals(patient)) {
            flush();
            patient.filter(last -> parts.isFull()).ifPresent(this::keep);
            patient = version.patientId();
        }
        String type = version.id().type();
        boolean ofType = asked.isOfType(type) && ExportRules.isExported(type);
        boolean wanted = ofType && asked.isWritten(version.updated());
        if (version.change() == StoredVersion.Change.DELETED) {
            if (wanted && isReleased(version)) {
                deletions.add(type + "/" + deidentifier.pseudonym(version.id().id()));
            }
        } else if (type.equals("Patient") || (wanted && found && patient.isPresent())) {
            held.add(new Held(version, wanted && found));
        } else if (wanted && found) {
            write(version, PatientFacts.NOBODY);
        }
        if (!ofType && type.equals("Provenance") && version.change() != StoredVersion.Change.DELETED) {
            provenances.add(version);
        }
    }

    private boolean isReleased(StoredVersion version) {
        return version.patientId().map(released::test).orElse(true);
    }

    private void keep(String last) {
        deletions.flush();
        Unchecked.run(() -> parts.keep(last));
    }

    /** The last patient. */
    void finish() {
        flush();
        deletions.flush();
        progress.say("checking " + written + " resources for leaks");
    }

    private void flush() {
        if (patient.map(released::test).orElse(true)) {
            List<Held> patients = held.stream().filter(Held::isPatient).toList();
            List<PatientFacts> known = patients.stream()
                    .map(each -> PatientFacts.of(each.version().json()))
                    .toList();
            for (int i = 0; i < known.size(); i++) {
                parts.add(patients.get(i).version().id().id(), known.get(i));
            }
            PatientFacts facts = known.isEmpty() ? PatientFacts.NOBODY : known.getFirst();
            held.stream().filter(Held::wanted).forEach(each -> write(each.version(), facts));
            associated().forEach(version -> write(version, facts));
        }
        held.clear();
        provenances.clear();
    }

    private Set<StoredVersion> associated() {
        if (asked.associated().isEmpty()) {
            return Set.of();
        }
        Set<String> exported = held.stream()
                .filter(Held::wanted)
                .map(each -> each.version().id().reference())
                .collect(Collectors.toSet());
        return Provenances.of(provenances, exported, asked.associated());
    }

    private void write(StoredVersion version, PatientFacts facts) {
        if (deidentifier.apply(version.json(), facts) instanceof Outcome.Kept kept) {
            String type = version.id().type();
            if (type.equals("Patient")) {
                anonymity.add(kept.json());
            }
            output.write(type, elements.of(type, kept.json()));
            written++;
            if (written % TOLD_EVERY == 0) {
                progress.say(written + " resources written");
            }
        }
    }
}
