package org.consentry.gateway.registration;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.IdentitySettings;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Submissions.Asked;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * The Patient of an account.
 *
 * The account says under which id the Patient is kept (decision 11), so that there is nothing to look up and nothing to
 * race for: whoever comes first writes that resource, everybody after finds it. The pair of issuer and subject is kept
 * in it as an identifier and is never taken from the client, or somebody could put on another's.
 *
 * A patient changes the profile of a record that registration made. What a hospital contributed is the hospital's; a
 * patient proposes nothing there and changes nothing there.
 */
/** Making and completing a registered patient's own Patient and Coverage. */
@Component
public class PatientRegistration {
    private static final int MOST_REFERENCES = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final Submissions submissions;
    private final ProfileTasks tasks;
    private final String issuer;
    private final TransactionTemplate transaction;

    PatientRegistration(
            Records records,
            Submissions submissions,
            ProfileTasks tasks,
            IdentitySettings identity,
            TransactionTemplate transaction) {
        this.records = records;
        this.submissions = submissions;
        this.tasks = tasks;
        this.issuer = identity.issuer().toString();
        this.transaction = transaction;
    }

    /** What comes of registering. */
    public sealed interface Registration {
        /** The Patient as it is stored now. */
        StoredVersion patient();

        /** It was made now. */
        record Made(StoredVersion patient) implements Registration {}

        /** It was there already; nothing was changed. */
        record Found(StoredVersion patient) implements Registration {}
    }

    /**
     * The person's own Patient, made when it is not there.
     *
     * @throws Problem UNPROCESSABLE naming what is missing: a name at least; everything else may follow
     */
    public Registration register(Caller.PatientUser person, byte[] json) {
        requireInPerson(person, Interaction.CREATE, "Patient");
        ObjectNode patient = parsed(json, "Patient");
        if (!PatientProfile.isNamed(patient)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "Patient.name", "this element is required");
        }
        requireKnown(patient.path("generalPractitioner"), "Patient.generalPractitioner");
        ResourceId id = new ResourceId("Patient", person.patientId());
        Optional<StoredVersion> there = records.current(id, new Visibility.Everything());
        if (there.isPresent()) {
            return new Registration.Found(there.get());
        }
        try {
            return new Registration.Made(make(person, id, patient));
        } catch (Problem lost) {
            // Two windows of one browser do this at the same time: whoever lost finds what the other made.
            return records.current(id, new Visibility.Everything())
                    .filter(made -> lost.kind() == ProblemKind.CONFLICT)
                    .map(Registration.Found::new)
                    .orElseThrow(() -> lost);
        }
    }

    private StoredVersion make(Caller.PatientUser person, ResourceId id, ObjectNode patient) {
        return Objects.requireNonNull(transaction.execute(status -> {
            StoredVersion made = store(person, id, patient);
            tasks.keep(person.patientId(), PatientProfile.missing(patient));
            return made;
        }));
    }

    /** Whether this Patient is the person's own and was made by registration. */
    public boolean isOwn(Caller.PatientUser person, ResourceId id) {
        return person.proxy().isEmpty()
                && id.equals(new ResourceId("Patient", person.patientId()))
                && records.current(id, new Visibility.Everything())
                        .filter(version -> version.source().equals(OrganizationId.AUTHORITY))
                        .isPresent();
    }

    /**
     * Replaces the person's profile, which must be complete.
     *
     * @throws Problem UNPROCESSABLE naming the first element that is missing
     */
    public StoredVersion complete(Caller.PatientUser person, byte[] json) {
        requireInPerson(person, Interaction.UPDATE, "Patient");
        ObjectNode patient = parsed(json, "Patient");
        List<String> missing = PatientProfile.missing(patient);
        if (!missing.isEmpty()) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, missing.getFirst(), "this element is required");
        }
        requireKnown(patient.path("generalPractitioner"), "Patient.generalPractitioner");
        return Objects.requireNonNull(transaction.execute(status -> {
            ResourceId id = new ResourceId("Patient", person.patientId());
            StoredVersion stored = store(person, id, patient);
            tasks.keep(person.patientId(), missing);
            return stored;
        }));
    }

    /** The person's own insurance. @throws Problem UNPROCESSABLE for a payor nobody knows, and for somebody else */
    public StoredVersion insure(Caller.PatientUser person, byte[] json) {
        requireInPerson(person, Interaction.CREATE, "Coverage");
        ObjectNode coverage = parsed(json, "Coverage");
        String own = "Patient/" + person.patientId();
        if (!coverage.path("beneficiary").path("reference").asString("").equals(own)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "Coverage.beneficiary", "must be the person who registers");
        }
        requireKnown(coverage.path("payor"), "Coverage.payor");
        return submissions
                .change(
                        new Asked.Create("Coverage", bytes(coverage), Optional.empty()),
                        author(person),
                        new Visibility.Limited(Optional.empty(), List.of()),
                        intents -> {})
                .version();
    }

    private StoredVersion store(Caller.PatientUser person, ResourceId id, ObjectNode patient) {
        ObjectNode own = patient.deepCopy();
        own.put("id", id.id());
        own.remove(List.of("active", "link", "managingOrganization"));
        ArrayNode identifiers = own.putArray("identifier");
        identifiers.addObject().put("system", issuer).put("value", person.subject());
        patient.path("identifier").forEach(each -> {
            if (!each.path("system").asString("").equals(issuer)) {
                identifiers.add(each);
            }
        });
        return submissions
                .change(
                        new Asked.Update(id, bytes(own), OptionalLong.empty()),
                        author(person),
                        new Visibility.Limited(Optional.empty(), List.of()),
                        intents -> {})
                .version();
    }

    private static Author author(Caller.PatientUser person) {
        return new Author(OrganizationId.AUTHORITY, person.actor(), Author.Kind.SUBMISSION);
    }

    private static void requireInPerson(Caller.PatientUser person, Interaction interaction, String type) {
        if (person.proxy().isPresent() || !person.covers(interaction, type)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This caller does not write records");
        }
    }

    /** A practitioner or insurer is named by somebody who registers only as far as the directory knows it. */
    private void requireKnown(JsonNode references, String path) {
        Set<ResourceId> asked = new HashSet<>();
        if (references.size() > MOST_REFERENCES) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, path, "at most " + MOST_REFERENCES);
        }
        for (JsonNode reference : references) {
            String text = reference.path("reference").asString("");
            if (!text.matches("(Organization|Practitioner|PractitionerRole)/[A-Za-z0-9.-]{1,64}")) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, path, "a reference into the directory");
            }
            asked.add(new ResourceId(text.substring(0, text.indexOf('/')), text.substring(text.indexOf('/') + 1)));
        }
        if (!asked.isEmpty() && !records.present(asked).containsAll(asked)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, path, "nobody of this id is in the directory");
        }
    }

    private static ObjectNode parsed(byte[] json, String type) {
        if (JSON.readTree(json) instanceof ObjectNode node
                && node.path("resourceType").asString("").equals(type)) {
            return node;
        }
        throw Problem.at(ProblemKind.MALFORMED, "resourceType", "must be the type that the URL names");
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
