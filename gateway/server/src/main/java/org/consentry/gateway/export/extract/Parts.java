package org.consentry.gateway.export.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.mappers.deidentify.DirectIdentifiers;
import org.consentry.mappers.deidentify.DropReport;
import org.consentry.mappers.deidentify.PatientFacts;

/*
 * A passage is cut into parts at the borders between patients. A part is looked through for its own patients' identifiers,
 * then made durable, then recorded; so what another attempt finds recorded is whole, and nothing unseen ever leaves this
 * node. What one part may tell of another's patients is looked for when all are there, with the patients read again:
 * they are too many to be held.
 *
 * Another attempt goes on after the last part with a snapshot of its own, under the first attempt's transaction time. What
 * was written in between may come in a later version than that time's, which a later _since gives again; nothing that was
 * there at that time and still is can be missing, because patients keep their places in the stream. A part whose patients
 * are not the same any more (one was deleted, one decided otherwise) is made again, and so are those after it.
 */
final class Parts {
    private static final int MOST_PATIENTS = 20_000;

    private final ExportOutput output;
    private final PartLog log;
    private final PatientRoll roll;
    private final LeakCheck check;
    private final long size;
    private final Supplier<DropReport> drops;
    private final List<Stretch> stretches = new ArrayList<>();
    private final List<DirectIdentifiers> identities = new ArrayList<>();
    private final PatientRoll.Digest digest = new PatientRoll.Digest();
    private DropReport before = DropReport.NONE;

    /** A part that is done; without a last patient, the last part. */
    private record Stretch(Optional<String> last, List<LocalFile> files) {}

    /**
     * @param size bytes after which a part ends
     * @param drops what this attempt has kept and dropped so far
     */
    Parts(ExportOutput output, PartLog log, PatientRoll roll, LeakCheck check, long size, Supplier<DropReport> drops) {
        this.output = output;
        this.log = log;
        this.roll = roll;
        this.check = check;
        this.size = size;
        this.drops = drops;
    }

    /** Takes up what earlier attempts kept, as far as it is still right. */
    void resume(Path folder) throws IOException {
        for (Part part : log.parts()) {
            if (!roll.digest(last(), part.last()).equals(part.patients())) {
                log.truncate(part.number() - 1);
                return;
            }
            List<LocalFile> files = new ArrayList<>();
            for (ExportFile file : part.files()) {
                Path path = folder.resolve(file.name());
                log.fetch(file, path);
                files.add(new LocalFile(file.name(), file.kind(), file.type(), path, file.resources(), file.bytes()));
            }
            files.forEach(output::add);
            stretches.add(new Stretch(Optional.of(part.last()), files));
            before = part.drops();
        }
    }

    /** The patient after whom the work goes on; empty at the beginning. */
    Optional<String> last() {
        return stretches.isEmpty() ? Optional.empty() : stretches.getLast().last();
    }

    /** What was kept and dropped, from the beginning of the job. */
    DropReport drops() {
        return before.plus(drops.get());
    }

    /** A patient whose resources the part gets. */
    void add(String patientId, PatientFacts facts) {
        identities.add(facts.identity());
        digest.add(patientId);
    }

    /** Whether the part is large enough to be kept. */
    boolean isFull() {
        return output.growth() >= size || identities.size() >= MOST_PATIENTS;
    }

    /** Keeps the part that ends with this patient. */
    void keep(String patient) throws IOException {
        List<LocalFile> files = cut(Optional.of(patient));
        log.add(patient, digest.taken(), drops(), files);
    }

    /** Ends the last part and looks at all of them together. */
    void finish() throws IOException {
        cut(Optional.empty());
        if (stretches.size() > 1 && check.applies()) {
            check.everybody(
                    each -> roll.read(
                            Optional.empty(),
                            Optional.empty(),
                            (version, found) ->
                                    each.accept(PatientFacts.of(version.json()).identity())),
                    stretches.stream()
                            .flatMap(stretch -> stretch.files().stream())
                            .toList());
        }
    }

    private List<LocalFile> cut(Optional<String> patient) throws IOException {
        List<LocalFile> files = output.cut();
        check.scan(identities, files);
        identities.clear();
        stretches.add(new Stretch(patient, files));
        return files;
    }
}
