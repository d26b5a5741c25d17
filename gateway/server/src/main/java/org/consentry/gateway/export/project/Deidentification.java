package org.consentry.gateway.export.project;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.LeakScanner;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;
import org.consentry.mappers.deidentify.Policy;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes the person out of what a caller has in hand, by the same engine and under the same project key as its exports. */
@Component
public class Deidentification {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Projects projects;
    private final Clock clock;

    Deidentification(Projects projects, Clock clock) {
        this.projects = projects;
        this.clock = clock;
    }

    /**
     * A resource without the person.
     *
     * @param resource UTF-8 JSON; a Bundle brings its own patients
     * @throws Problem MALFORMED for an unknown policy; UNPROCESSABLE when nothing of the resource may leave
     */
    public byte[] of(Caller caller, String policy, byte[] resource) {
        Policy named = named(policy);
        Deidentifier deidentifier = projects.deidentifier(caller.clientId(), policy, clock.instant());
        List<PatientFacts> patients = patients(JSON.readTree(resource));
        boolean alone = patients.size() == 1;
        return switch (deidentifier.apply(resource, alone ? patients.getFirst() : PatientFacts.NOBODY)) {
            case Outcome.Kept kept -> clean(kept.json(), named, patients);
            case Outcome.Dropped dropped ->
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE,
                        "resource",
                        "nothing of it may leave: " + dropped.reason().name());
        };
    }

    private static Policy named(String policy) {
        try {
            return Policy.named(policy);
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, "policy", String.valueOf(e.getMessage()));
        }
    }

    private static List<PatientFacts> patients(JsonNode resource) {
        List<PatientFacts> patients = new ArrayList<>();
        if (resource.path("resourceType").asString("").equals("Patient")) {
            patients.add(PatientFacts.of(resource));
        }
        for (JsonNode entry : resource.path("entry")) {
            patients.addAll(patients(entry.path("resource")));
        }
        return patients;
    }

    private static byte[] clean(byte[] json, Policy policy, List<PatientFacts> patients) {
        if (policy.equals(Policy.IDENTIFIED)) {
            return json;
        }
        var patterns = LeakScanner.forPolicy(policy);
        patients.forEach(facts -> patterns.add(facts.identity()));
        try {
            if (patterns.build()
                    .scan("resource", new ByteArrayInputStream(json))
                    .isEmpty()) {
                return json;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw Problem.at(ProblemKind.UNPROCESSABLE, "resource", "identifiers would be left in it; nothing is shown");
    }
}
