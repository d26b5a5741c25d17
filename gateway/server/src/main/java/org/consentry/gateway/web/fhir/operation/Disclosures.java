package org.consentry.gateway.web.fhir.operation;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.DisclosureLog;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.FhirCall;
import org.springframework.stereotype.Component;

/** How every operation reads: what may the caller see, what is there under that, put it down. */
@Component
class Disclosures {
    private final AccessGate gate;
    private final DisclosureLog log;
    private final Records records;

    Disclosures(AccessGate gate, DisclosureLog log, Records records) {
        this.gate = gate;
        this.log = log;
        this.records = records;
    }

    /** The current version of what the call is about. @throws Problem NOT_FOUND, also for what is hidden; GONE */
    StoredVersion current(FhirCall call) {
        ResourceId id = new ResourceId(call.type().orElse(""), call.id().orElse(""));
        Optional<String> patient = id.type().equals("Patient") ? call.id() : Optional.empty();
        ReadIntent intent = new ReadIntent(ReadIntent.Kind.OPERATION, call.type(), call.id(), patient);
        Visibility visibility = gate.visibility(call.caller(), intent);
        Optional<StoredVersion> found = records.current(id, visibility);
        log.read(call.caller(), intent, found.stream().toList(), visibility);
        StoredVersion version = found.orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such resource"));
        if (version.change() == StoredVersion.Change.DELETED) {
            throw Problem.of(ProblemKind.GONE, "The resource was deleted");
        }
        return version;
    }

    /** What a caller may see when it searches a type. */
    Visibility visibility(FhirCall call, ReadIntent intent) {
        return gate.visibility(call.caller(), intent);
    }

    static ReadIntent searching(String type, Optional<String> patient) {
        return new ReadIntent(ReadIntent.Kind.SEARCH, Optional.of(type), Optional.empty(), patient);
    }

    /** Puts down what an answer is going to show. */
    void log(FhirCall call, ReadIntent intent, List<StoredVersion> shown, Visibility visibility) {
        log.read(call.caller(), intent, shown, visibility);
    }
}
