package org.consentry.gateway.consent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Reader;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.display.DirectoryNames;
import org.consentry.gateway.display.ShownText;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.merkle.Hash;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Members asking patients. The answer to a request is the same whether or not the patient exists. */
@Component
public class ConsentRequests {
    private static final int MOST_OPEN = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConsentRecords consents;
    private final Records records;
    private final Memberships memberships;
    private final DirectoryNames names;
    private final ConsentSettings settings;
    private final TransactionTemplate transaction;
    private final AnswerPace pace;

    ConsentRequests(
            ConsentRecords consents,
            Records records,
            Memberships memberships,
            DirectoryNames names,
            ConsentSettings settings,
            TransactionTemplate transaction) {
        this.consents = consents;
        this.records = records;
        this.memberships = memberships;
        this.names = names;
        this.settings = settings;
        this.transaction = transaction;
        this.pace = new AnswerPace(settings.requestTakes());
    }

    /**
     * Stores a request, or finds the open one with the same content.
     *
     * @param json a Consent of status {@code proposed}
     * @throws Problem UNPROCESSABLE naming the element that is not acceptable
     */
    public StoredVersion propose(Caller caller, byte[] json) {
        OrganizationId requester = requester(caller);
        ObjectNode asked = ConsentJson.parse(json);
        requireRequest(asked);
        ShownText.require("Consent.extension", asked.path("extension"));
        ShownText.require("Consent.identifier", asked.path("identifier"));
        ShownText.require("Consent.patient", asked.path("patient"));
        ConsentForm form = ConsentForm.read(asked);
        Instant now = now();
        requireWithin(form, now);
        requireMembership(form, requester);
        ObjectNode consent = ConsentJson.proposed(asked, requester, names.of(requester), now, form);
        String fingerprint = fingerprint(asked, requester);
        ConsentJson.identify(consent, fingerprint);
        long began = System.nanoTime();
        StoredVersion stored = transaction.execute(status -> consents.sameOpenRequest(requester, fingerprint)
                .orElseGet(() -> store(
                        consent,
                        new ConsentRecords.Change(
                                EntryKind.CONSENT_REQUESTED, EventKind.CONSENT_REQUESTED, "consent-request", caller))));
        pace.keep(began);
        return java.util.Objects.requireNonNull(stored);
    }

    /** One member has a bounded number of open requests to one patient, whether or not there is such a patient. */
    private StoredVersion store(ObjectNode consent, ConsentRecords.Change change) {
        if (consents.openRequests(consent, now().minus(settings.answerWithin()), MOST_OPEN) == MOST_OPEN) {
            throw Problem.of(
                    ProblemKind.TOO_MANY,
                    "There are " + MOST_OPEN + " open requests to this patient; wait for answers");
        }
        return consents.propose(consent, change);
    }

    private Instant now() {
        return consents.now();
    }

    /**
     * Who asks for a network belongs to it; another single organization asks for itself. A group is the requester's own
     * or the authority's: one that is not there yet, or is somebody else's, could be filled with strangers.
     */
    private void requireMembership(ConsentForm form, OrganizationId requester) {
        for (String actor : form.actors()) {
            boolean outsider = actor.startsWith("Organization/")
                    && !actor.equals(requester.reference())
                    && !memberships.belongs(Reader.of(requester), actor);
            boolean foreign = (actor.startsWith("Group/") || actor.startsWith("CareTeam/")) && !isOwn(actor, requester);
            if (outsider || foreign) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE,
                        "Consent.provision.actor",
                        "the requester itself, a network that it belongs to, or a group of its own");
            }
        }
    }

    private boolean isOwn(String group, OrganizationId requester) {
        int slash = group.indexOf('/');
        ResourceId id = new ResourceId(group.substring(0, slash), group.substring(slash + 1));
        return records.current(id, new Visibility.Everything())
                .filter(version -> version.change() != StoredVersion.Change.DELETED)
                .map(StoredVersion::source)
                .filter(source -> source.equals(requester) || source.equals(OrganizationId.AUTHORITY))
                .isPresent();
    }

    private static OrganizationId requester(Caller caller) {
        OrganizationId organization =
                switch (caller) {
                    case Caller.Member member -> member.organization();
                    case Caller.PractitionerUser user -> user.organization();
                    default -> throw Problem.of(ProblemKind.FORBIDDEN, "Only members ask patients for consent");
                };
        if (!caller.covers(Interaction.CREATE, "Consent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
        return organization;
    }

    private static void requireRequest(ObjectNode asked) {
        requireUnmodified(asked);
        if (!asked.path("status").asString("").equals("proposed")) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE,
                    "Consent.status",
                    "'proposed': only the patient makes a consent active, on the consent screen");
        }
        JsonNode patient = asked.path("patient");
        boolean named = patient.path("reference").asString("").matches("Patient/[A-Za-z0-9\\-.]{1,64}")
                || !patient.path("identifier").path("value").asString("").isEmpty();
        if (!named) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, "Consent.patient", "a reference Patient/[id], or an identifier");
        }
    }

    /** What changes the meaning of an element, and is not understood, could have been a limit. */
    private static void requireUnmodified(JsonNode node) {
        for (String name : List.of("modifierExtension", "implicitRules")) {
            if (node.has(name)) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE, "Consent." + name, "is not understood here and must not be sent");
            }
        }
        node.forEach(ConsentRequests::requireUnmodified);
    }

    private static void requireWithin(ConsentForm form, Instant now) {
        if (form.start().filter(start -> !start.isBefore(form.end())).isPresent()) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "Consent.provision.period", "a start before the end");
        }
        boolean within = form.end().isAfter(now) && !form.end().isAfter(now.plus(Vocabulary.longest()));
        if (!within) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE,
                    "Consent.provision.period.end",
                    "in the future and within " + Vocabulary.longest().toDays() + " days");
        }
    }

    /** The same requester asking the same patient for the same things: what makes a repetition recognizable. */
    private static String fingerprint(ObjectNode asked, OrganizationId requester) {
        ObjectNode core = JSON.createObjectNode();
        core.put("requester", requester.value());
        core.set("patient", asked.path("patient"));
        core.set("provision", asked.path("provision"));
        core.set("extension", asked.path("extension"));
        return Hash.sha256(core.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }
}
