package org.consentry.gateway.export.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentry.gateway.access.Reach;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.project.Projects;
import org.consentry.gateway.export.work.Progress;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Selection;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;
import org.springframework.stereotype.Component;

/** One passage over a snapshot of the store: out come files without persons, looked through for leaks. */
@Component
public class Extracting {
    private final Records records;
    private final Projects projects;
    private final ExportSettings settings;
    private final AllReleases releases;

    Extracting(Records records, Projects projects, ExportSettings settings, AllReleases releases) {
        this.records = records;
        this.projects = projects;
        this.settings = settings;
        this.releases = releases;
    }

    /**
     * What is extracted for whom.
     *
     * @param at the day of the extract, against which ages are counted
     * @param owner the member whose own records are extracted; empty for everybody's
     */
    public record Order(
            String clientId, String policy, ExportRequest asked, Instant at, Optional<OrganizationId> owner) {
        /** What of the store there is for it: a member's own needs nobody's decision, scopes were looked at before. */
        public Visibility visibility() {
            return owner.<Visibility>map(
                            own -> new Visibility.Limited(Optional.of(own), List.of(), Reach.ofTypes(asked.types())))
                    .orElseGet(Visibility.Everything::new);
        }
    }

    /**
     * Takes out what is ordered.
     *
     * @throws Extract.Leaking when the files may not be shown to anybody
     */
    public Extract of(Order order, Path folder, Progress progress, PartLog log) throws IOException {
        Release.Patients patients = patients(order);
        Predicate<String> released = patients.included();
        Deidentifier deidentifier = projects.deidentifier(order.clientId(), order.policy(), order.at());
        ExportRequest asked = resolved(order, released, deidentifier);
        PatientRoll roll = new PatientRoll(records, order.visibility(), asked, released);
        Anonymity anonymity = new Anonymity(Anonymity.DEFAULT_K);
        try (ExportOutput output = new ExportOutput(folder, settings.fileSize().toBytes())) {
            LeakCheck check = new LeakCheck(deidentifier.policy(), progress);
            Parts parts =
                    new Parts(output, log, roll, check, settings.partSize().toBytes(), deidentifier::report);
            parts.resume(folder);
            parts.last().ifPresent(last -> recall(order, roll, last, anonymity));
            PatientPassage passage =
                    new PatientPassage(deidentifier, output, asked, released, progress, parts, anonymity);
            records.stream(selection(asked).between(parts.last(), Optional.empty()), order.visibility(), passage);
            passage.finish();
            parts.finish();
            ExportReport.notes(asked.notes(), output);
            output.cut();
            return new Extract(output.files(), parts.drops(), anonymity.report(), consenting(patients, asked));
        }
    }

    /** The Patients of an earlier attempt's parts count as if written now. They are tallied there. */
    private void recall(Order order, PatientRoll roll, String last, Anonymity anonymity) {
        Deidentifier untold = projects.deidentifier(order.clientId(), order.policy(), order.at());
        roll.read(Optional.empty(), Optional.of(last), (version, found) -> {
            boolean wanted =
                    found && order.asked().isOfType("Patient") && order.asked().isWritten(version.updated());
            if (wanted && untold.apply(version.json(), PatientFacts.of(version.json())) instanceof Outcome.Kept kept) {
                anonymity.add(kept.json());
            }
        });
    }

    /** Pseudonyms cannot be reckoned backwards: everybody who may be in is asked for theirs. */
    private ExportRequest resolved(Order order, Predicate<String> released, Deidentifier deidentifier) {
        ExportRequest asked = order.asked();
        if (asked.pseudonyms().isEmpty()) {
            return asked;
        }
        Set<String> ids = new HashSet<>();
        new PatientRoll(records, order.visibility(), asked, released)
                .read(Optional.empty(), Optional.empty(), (version, found) -> {
                    if (asked.pseudonyms()
                            .contains(deidentifier.pseudonym(version.id().id()))) {
                        ids.add(version.id().id());
                    }
                });
        return asked.ofPatients(ids.isEmpty() ? Set.of(ExportRequest.NOBODY) : ids);
    }

    private Release.Patients patients(Order order) {
        return order.owner().isPresent()
                ? new Release.Patients(patient -> true, Set.of())
                : releases.patients(order.clientId(), order.policy());
    }

    private static Set<String> consenting(Release.Patients patients, ExportRequest asked) {
        Set<String> consenting = new HashSet<>(patients.consenting());
        if (!asked.patients().isEmpty()) {
            consenting.retainAll(asked.patients());
        }
        return consenting;
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
