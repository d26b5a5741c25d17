package org.consentry.gateway.export;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Selection;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;
import org.springframework.stereotype.Component;

/** One passage over a snapshot of the store: out come files without persons, looked through for leaks. */
@Component
class Extracting {
    private final Records records;
    private final Secrets secrets;
    private final ExportSettings settings;
    private final List<Release> releases;

    Extracting(Records records, Secrets secrets, ExportSettings settings, List<Release> releases) {
        this.records = records;
        this.secrets = secrets;
        this.settings = settings;
        this.releases = List.copyOf(releases);
    }

    /**
     * What is extracted for whom.
     *
     * @param at the day of the extract, against which ages are counted
     */
    record Order(String clientId, String policy, ExportRequest asked, Instant at) {}

    /** @throws Extract.Leaking when the files may not be shown to anybody */
    Extract of(Order order, Path folder, Progress progress) throws IOException {
        ExportRequest asked = order.asked();
        Deidentifier deidentifier = deidentifier(order.clientId(), order.policy(), order.at());
        try (ExportOutput output = new ExportOutput(folder, settings.fileSize().toBytes())) {
            PatientPassage passage = new PatientPassage(deidentifier, output, asked, released(order), progress);
            records.stream(selection(asked), new Visibility.Everything(), passage);
            passage.finish();
            List<Leak> leaks = passage.leaks();
            if (!leaks.isEmpty()) {
                throw new Extract.Leaking(leaks.getFirst().toString());
            }
            ExportReport.notes(asked.notes(), output);
            return new Extract(output.files(), deidentifier.report(), passage.anonymity());
        }
    }

    /** Every client is a project of its own: what two of them get cannot be joined. */
    Deidentifier deidentifier(String clientId, String policy, Instant at) {
        return Deidentifier.of(
                Policy.named(policy),
                ProjectKey.of(secrets.derive("export/project/" + clientId)),
                LocalDate.ofInstant(at, ZoneOffset.UTC));
    }

    private Predicate<String> released(Order order) {
        return releases.stream()
                .map(release -> release.patients(order.clientId(), order.policy()))
                .reduce(patient -> true, Predicate::and);
    }

    /** The Patients come in any case: who they are decides what may be said of them. */
    private static Selection selection(ExportRequest asked) {
        Set<String> types = new HashSet<>(asked.types());
        if (!types.isEmpty()) {
            types.add("Patient");
            if (!asked.associated().isEmpty()) {
                types.add("Provenance");
            }
        }
        return new Selection(
                types, asked.patients(), asked.filters(), asked.since().isPresent());
    }
}
