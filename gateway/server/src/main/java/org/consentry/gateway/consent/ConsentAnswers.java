package org.consentry.gateway.consent;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.merkle.Hash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/*
 * A patient's answer, step by step.
 *
 *  1. authorize: the request, narrowed by the patient, is fixed as the Consent it would become and pushed to Keycloak.
 *     The browser leaves with a state, bound to a cookie.
 *  2. returned: the state is spent by one update, the code is exchanged, and the answer must be the patient's own, in
 *     person, fresh, and for exactly the scopes that were shown. "No" ends here.
 *  3. signing: the device gets the bytes of that Consent.
 *  4. complete: the signature is checked and one transaction makes everything true: the Consent, the grant, the
 *     fragments, the ledger entry, the events.
 *
 * A crash between any two steps leaves a ceremony that expires; the request is still open and can be answered again.
 * Nothing but step 4 creates access. What the patient saw, what was signed and what is enforced are the same bytes.
 */
@Component
public class ConsentAnswers {
    private static final Logger log = LoggerFactory.getLogger(ConsentAnswers.class);
    private static final int RANDOM_BYTES = 32;

    private final ConsentRecords consents;
    private final Ceremonies ceremonies;
    private final ConsentScreen screen;
    private final Grants grants;
    private final KeyShares shares;
    private final Selves selves;
    private final ConsentSettings settings;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    ConsentAnswers(
            ConsentRecords consents,
            Ceremonies ceremonies,
            ConsentScreen screen,
            Grants grants,
            KeyShares shares,
            Selves selves,
            ConsentSettings settings,
            TransactionTemplate transaction) {
        this.consents = consents;
        this.ceremonies = ceremonies;
        this.screen = screen;
        this.grants = grants;
        this.shares = shares;
        this.selves = selves;
        this.settings = settings;
        this.transaction = transaction;
    }

    /** Where to send the browser, and the cookie that binds it. */
    public record Departure(URI redirect, String browser) {}

    /** Where a browser lands: the request it answered, when the state was known, and how. */
    public record Landing(Optional<String> consentId, Outcome outcome) {
        /** How an answer ended so far. */
        public enum Outcome {
            GRANTED,
            REFUSED,
            FAILED
        }
    }

    /** What the device signs and for whom it makes fragments. */
    public record Signing(
            byte[] payload, OrganizationId reader, Optional<String> recipientKey, List<KeyShares.Holder> holders) {}

    /** Starts the ceremony for a request of the patient's, with what the patient leaves of it. */
    public Departure authorize(Caller.PatientUser patient, String consentId, Narrowing left) {
        ObjectNode proposed = openRequest(patient, consentId);
        ConsentForm asked = ConsentForm.read(proposed);
        ConsentForm kept = left.of(asked);
        selves.requireOthers(patient.patientId(), kept, ConsentJson.requester(proposed));
        Instant now = consents.now();
        if (!kept.end().isAfter(now)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "end", "in the future");
        }
        ObjectNode granted = ConsentJson.granted(proposed, patient.patientId(), patient.performer(), now, kept);
        OrganizationId requester = ConsentJson.requester(proposed);
        String state = randomText();
        String browser = randomText();
        ConsentScreen.Ticket ticket =
                new ConsentScreen.Ticket(requester, state, randomText(), randomText(), Vocabulary.scopes(kept, now));
        URI redirect = screen.push(ticket);
        ceremonies.start(new Ceremony(
                sha256(state),
                consentId,
                patient.patientId(),
                patient.subject(),
                sha256(browser),
                "consent-" + requester.value(),
                ticket.nonce(),
                ticket.verifier(),
                ticket.scopes(),
                ConsentJson.bytes(granted),
                now.plus(settings.ceremonyWithin())));
        return new Departure(redirect, browser);
    }

    /** Takes the browser back from the screen. Exactly one of {@code code} and {@code error} is there. */
    public Landing returned(String state, Optional<String> code, Optional<String> error, Optional<String> browser) {
        Optional<Ceremony> spent = ceremonies.spend(sha256(state), consents.now());
        if (spent.isEmpty()) {
            return new Landing(Optional.empty(), Landing.Outcome.FAILED);
        }
        Ceremony ceremony = spent.get();
        Optional<String> consentId = Optional.of(ceremony.consentId());
        boolean sameBrowser = browser.map(text -> MessageDigest.isEqual(sha256(text), ceremony.browserHash()))
                .orElse(false);
        if (sameBrowser && error.equals(Optional.of("access_denied"))) {
            ceremonies.note(ceremony.stateHash(), "refused");
            return new Landing(consentId, said(ceremony));
        }
        boolean yes = sameBrowser && code.isPresent() && isYes(ceremony, code.get());
        ceremonies.note(ceremony.stateHash(), yes ? "granted" : "failed");
        return new Landing(consentId, yes ? Landing.Outcome.GRANTED : Landing.Outcome.FAILED);
    }

    /** A no on the screen. One that comes after another answer ends nothing: a yes is taken back by revoking it. */
    private Landing.Outcome said(Ceremony ceremony) {
        try {
            refuse(asPatient(ceremony), ceremony.consentId());
            return Landing.Outcome.REFUSED;
        } catch (Problem tooLate) {
            log.atInfo().addKeyValue("kind", tooLate.kind()).log("a no came after another answer");
            return Landing.Outcome.FAILED;
        }
    }

    /** The bytes for the device of the patient who said yes. */
    public Signing signing(Caller.PatientUser patient, String consentId) {
        Ceremony ceremony = granted(patient, consentId);
        OrganizationId reader = ConsentJson.requester(ConsentJson.parse(ceremony.narrowed()));
        return new Signing(
                ConsentSignature.payload(ceremony.narrowed()),
                reader,
                shares.recipientKey(reader),
                shares.holders(reader));
    }

    /** Makes the consent active. @throws Problem UNPROCESSABLE when the signature or a fragment does not verify */
    public StoredVersion complete(
            Caller.PatientUser patient, String consentId, String jws, List<KeyShares.Fragment> fragments) {
        Ceremony ceremony = granted(patient, consentId);
        PublicJwk key = shares.signingKey(patient.patientId())
                .orElseThrow(() -> Problem.of(
                        ProblemKind.UNPROCESSABLE, "Register this device's key first: Patient/[id]/$register-key"));
        if (!ConsentSignature.verifies(jws, ceremony.narrowed(), key)) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, "signature", "not by the patient's registered key over the payload");
        }
        StoredVersion active = transaction.execute(status -> activate(patient, ceremony, jws, fragments));
        shares.release(consentId);
        return java.util.Objects.requireNonNull(active);
    }

    /** The patient says no, without a reason. Saying it again changes nothing. */
    public StoredVersion refuse(Caller.PatientUser patient, String consentId) {
        StoredVersion rejected = transaction.execute(status -> {
            ObjectNode proposed = openRequest(patient, consentId);
            return consents.put(
                    ConsentJson.in("rejected", proposed),
                    proposed,
                    new ConsentRecords.Change(
                            EntryKind.CONSENT_REFUSED, EventKind.CONSENT_REFUSED, "consent-refuse", patient));
        });
        return java.util.Objects.requireNonNull(rejected);
    }

    private StoredVersion activate(
            Caller.PatientUser patient, Ceremony ceremony, String jws, List<KeyShares.Fragment> fragments) {
        ObjectNode proposed = openRequest(patient, ceremony.consentId());
        if (!ceremonies.complete(ceremony.stateHash())) {
            throw Problem.of(ProblemKind.CONFLICT, "This answer has been completed already");
        }
        ObjectNode consent = ConsentJson.parse(ceremony.narrowed());
        StoredVersion active = consents.put(
                consent,
                proposed,
                new ConsentRecords.Change(
                        EntryKind.CONSENT_GRANTED, EventKind.CONSENT_GRANTED, "consent-grant", patient));
        consents.keepSignature(active, patient.patientId(), jws);
        Grant grant = grant(consent, ceremony);
        grants.add(grant);
        shares.accept(ceremony.consentId(), patient.patientId(), grant.reader(), fragments);
        return active;
    }

    private static Grant grant(ObjectNode consent, Ceremony ceremony) {
        ConsentForm form = ConsentForm.read(consent);
        return new Grant(
                ceremony.consentId(),
                ceremony.patientId(),
                ConsentJson.requester(consent),
                form.actors(),
                ceremony.account(),
                form.purposes(),
                form.actions(),
                form.permitted(),
                form.except(),
                form.start().orElse(Instant.EPOCH),
                form.end());
    }

    private boolean isYes(Ceremony ceremony, String code) {
        OrganizationId requester = ConsentJson.requester(ConsentJson.parse(ceremony.narrowed()));
        ConsentScreen.Exchange exchange = screen.exchange(requester, code, ceremony.verifier(), ceremony.nonce());
        if (!(exchange instanceof ConsentScreen.Exchange.Answered answered)) {
            log.atInfo().addKeyValue("outcome", exchange).log("consent answer not accepted");
            return false;
        }
        Instant oldest = consents.now().minus(settings.freshness()).minusSeconds(30);
        boolean inPerson = answered.account().equals(ceremony.account())
                && answered.signedIn().isAfter(oldest);
        Set<String> words = new HashSet<>(answered.scopes());
        words.removeIf(scope -> !scope.contains("/"));
        if (!inPerson || !words.equals(ceremony.scopes())) {
            log.atInfo()
                    .addKeyValue("inPerson", inPerson)
                    .addKeyValue("scopesAsShown", words.equals(ceremony.scopes()))
                    .log("consent answer not accepted");
            return false;
        }
        return true;
    }

    private ObjectNode openRequest(Caller.PatientUser patient, String consentId) {
        ObjectNode consent = consents.ofPatient(consentId, patient.patientId());
        if (!consent.path("status").asString("").equals("proposed")) {
            throw Problem.of(ProblemKind.CONFLICT, "This request has been answered already");
        }
        Instant asked = ConsentForm.instant(consent.path("dateTime").asString(""));
        if (consents.now().isAfter(asked.plus(settings.answerWithin()))) {
            throw Problem.of(ProblemKind.UNPROCESSABLE, "This request has expired; the requester can ask again");
        }
        return consent;
    }

    private Ceremony granted(Caller.PatientUser patient, String consentId) {
        consents.ofPatient(consentId, patient.patientId());
        return ceremonies
                .granted(consentId, patient.patientId(), consents.now())
                .orElseThrow(() -> Problem.of(
                        ProblemKind.CONFLICT, "There is no yes from the consent screen to complete; start again"));
    }

    private static Caller.PatientUser asPatient(Ceremony ceremony) {
        return new Caller.PatientUser(
                ceremony.account(),
                ceremony.patientId(),
                "Patient",
                ceremony.clientId(),
                org.consentry.gateway.identity.Scopes.parse(""));
    }

    private String randomText() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
    }
}
