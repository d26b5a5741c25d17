package org.consentry.gateway.access;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.stereotype.Component;

/*
 * The one decision, in two halves.
 *
 * For reads the decision is a Visibility: the set of rows the caller may see, computed from its kind, its scopes and
 * the grants in force at this instant, and handed to the store, which adds it to every statement. Nothing is fetched
 * first and filtered later, so totals, includes, chains and pages cannot tell what was left out. The grants are read
 * once per request by one indexed statement, or remembered from the request before and asked for again within the
 * statement that searches (decision 23); there is nothing to invalidate when a patient revokes.
 *
 * What a caller may not see is not there: an unknown id and a hidden one are answered alike. The one exception is a
 * reader who once held a grant of the patient the request names. It knows that the patient exists, and is told plainly
 * (403) that its access has ended.
 *
 * For writes the rules are in WriteRules, which is pure. A refusal that concerns somebody else's resource is told only to
 * whoever may see that resource; anybody else is answered as if nothing had that id. One thing cannot be hidden: that
 * a new resource cannot have an id which is taken.
 */
@Component
class ConsentGate implements AccessGate {
    private final Grants grants;
    private final PatientSources sources;
    private final OpenResources open;
    private final Memberships memberships;
    private final Refusals refusals;
    private final ProviderWatch provider;
    private final Clock clock;
    private final RememberedStandings remembered = new RememberedStandings();

    ConsentGate(
            Grants grants,
            PatientSources sources,
            OpenResources open,
            Memberships memberships,
            Refusals refusals,
            ProviderWatch provider,
            Clock clock) {
        this.grants = grants;
        this.sources = sources;
        this.open = open;
        this.memberships = memberships;
        this.refusals = refusals;
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public Visibility visibility(Caller caller, ReadIntent intent) {
        requireScope(caller, intent);
        return switch (caller) {
            case Caller.Member member -> reader(caller, Reader.of(member.organization()), intent);
            case Caller.PractitionerUser user -> practitioner(user, intent);
            case Caller.PatientUser patient ->
                new Visibility.Limited(Optional.empty(), windows(patient), reach(caller, intent));
            case Caller.Operator operator -> directory(caller, intent);
            case Caller.Auditor auditor -> directory(caller, intent);
            case Caller.Analyst analyst ->
                throw Problem.of(
                        ProblemKind.FORBIDDEN, "Analysts read de-identified exports; no identified record is open");
        };
    }

    @Override
    public Optional<Supposed> supposed(Caller caller, ReadIntent intent) {
        requireScope(caller, intent);
        return intent.kind() == ReadIntent.Kind.SEARCH
                ? Reader.of(caller).flatMap(reader -> intent.patientId()
                        .flatMap(patient -> supposed(caller, reader, patient, intent)))
                : Optional.empty();
    }

    /** Only what {@link #reader} would answer without asking anything else: somebody opened a window, or nobody ever. */
    private Optional<Supposed> supposed(Caller caller, Reader reader, String patient, ReadIntent intent) {
        Optional<Grants.Standing> last = remembered.of(reader, patient);
        List<Window> windows =
                last.map(standing -> opening(standing.inForce(), caller)).orElse(List.of());
        boolean open = !windows.isEmpty() && provider.hearing() != ProviderWatch.Hearing.DEAF;
        return last.filter(standing -> open || !standing.ever()).map(standing -> {
            Supposition same = grants.unchanged(reader, patient, clock.instant(), standing);
            return new Supposed(
                    new Visibility.Limited(Optional.of(reader.organization()), windows, reach(caller, intent)),
                    reader.practitioner().isPresent() ? same.and(memberships.active(reader)) : same);
        });
    }

    @Override
    public Optional<Visibility> withoutConsent(Caller caller, ReadIntent intent) {
        requireScope(caller, intent);
        return caller instanceof Caller.Member member
                ? Optional.of(
                        new Visibility.Limited(Optional.of(member.organization()), List.of(), reach(caller, intent)))
                : Optional.empty();
    }

    @Override
    public void authorize(Caller caller, List<WriteIntent> intents) {
        Optional<Reader> reader = Reader.of(caller);
        reader.filter(it -> it.practitioner().isPresent()).ifPresent(this::requireActive);
        Map<String, WriteRules.Standing> standings = standings(reader, caller.purposes(), intents);
        WriteRules.Standing none = new WriteRules.Standing(List.of(), false);
        for (WriteIntent intent : intents) {
            WriteRules.Standing standing = intent.patientId()
                    .map(id -> standings.getOrDefault(id, none))
                    .orElse(none);
            if (WriteRules.decide(caller, intent, standing) instanceof WriteDecision.Refused refused) {
                throw refusal(caller, reader, intent, standing, refused);
            }
        }
    }

    private Problem refusal(
            Caller caller,
            Optional<Reader> reader,
            WriteIntent intent,
            WriteRules.Standing standing,
            WriteDecision.Refused refused) {
        // Asked also where nothing is there, so that the time which an answer takes does not tell either.
        boolean seen = intent.id().isPresent() && sees(caller, reader, intent);
        boolean own = intent.contributor()
                .equals(Optional.of(reader.map(Reader::organization).orElse(OrganizationId.AUTHORITY)));
        if (seen || own || intent.target() instanceof WriteIntent.Target.Nothing) {
            return Problem.of(refused.kind(), refused.reason());
        }
        if (WriteRules.decide(caller, intent.ifNothingWereThere(), standing) instanceof WriteDecision.Refused unseen) {
            return Problem.of(unseen.kind(), unseen.reason());
        }
        return intent.expectsAt()
                .map(WriteIntent::stale)
                .orElseGet(() -> Problem.of(refused.kind(), "This id is not open to this caller"));
    }

    /** Whether the caller reads what has the id that it would change. */
    private boolean sees(Caller caller, Optional<Reader> reader, WriteIntent intent) {
        List<Window> windows =
                reader.map(it -> windows(it, caller, concerned(intent))).orElse(List.of());
        Reach reach = Reach.of(caller.scopes(), ReadIntent.Kind.READ.interaction());
        return open.isOpen(
                intent.type(),
                intent.id().orElseThrow(),
                new Visibility.Limited(reader.map(Reader::organization), windows, reach));
    }

    /** The patient of what is there; where that is nobody, a name that no patient has. */
    private static String concerned(WriteIntent intent) {
        return intent.current()
                .flatMap(WriteIntent.Target.Current::patientId)
                .or(intent::patientId)
                .orElse("-");
    }

    private List<Window> windows(Reader reader, Caller caller, String patient) {
        return opening(
                grants.inForce(reader, Optional.of(patient), clock.instant(), Visibility.Limited.MAX_WINDOWS), caller);
    }

    private static List<Window> opening(List<Grant> held, Caller caller) {
        return held.stream()
                .filter(grant -> grant.actions().contains(GrantedAction.ACCESS) && grant.serves(caller.purposes()))
                .map(Grant::window)
                .toList();
    }

    /** How the organization stands to every patient that the changes concern, by at most two statements. */
    private Map<String, WriteRules.Standing> standings(
            Optional<Reader> reader, Set<String> purposes, List<WriteIntent> intents) {
        Set<String> patients = new HashSet<>();
        // What is deleted is the caller's own or not, whoever it concerns.
        intents.stream()
                .filter(intent -> intent.interaction() != Scopes.Interaction.DELETE)
                .forEach(intent -> intent.patientId().ifPresent(patients::add));
        if (reader.isEmpty() || patients.isEmpty()) {
            return Map.of();
        }
        OrganizationId organization = reader.get().organization();
        Map<String, OrganizationId> known = broughtIn(patients, intents);
        boolean allOwn = patients.stream().allMatch(id -> organization.equals(known.get(id)));
        Map<String, List<Grant>> held = allOwn
                ? Map.of()
                : grants.held(reader.get(), patients, clock.instant()).stream()
                        .filter(grant -> grant.serves(purposes))
                        .collect(Collectors.groupingBy(Grant::patientId));
        Map<String, WriteRules.Standing> standings = new HashMap<>();
        for (String patient : patients) {
            // A patient that is not stored yet arrives with this very submission.
            boolean broughtIn = organization.equals(known.getOrDefault(patient, organization));
            standings.put(patient, new WriteRules.Standing(held.getOrDefault(patient, List.of()), broughtIn));
        }
        return standings;
    }

    /** Who brought patients in; the store is asked for whom the changes do not tell. */
    private Map<String, OrganizationId> broughtIn(Set<String> patients, List<WriteIntent> intents) {
        Map<String, OrganizationId> known = new HashMap<>();
        Set<String> unknown = new HashSet<>(patients);
        for (WriteIntent intent : intents) {
            intent.broughtInBy()
                    .ifPresent(source -> known.put(intent.patientId().orElseThrow(), source));
            if (intent.type().equals("Patient") && intent.interaction() == Scopes.Interaction.CREATE) {
                // It comes with these changes: there is none.
                intent.id().ifPresent(unknown::remove);
            }
        }
        unknown.removeAll(known.keySet());
        known.putAll(sources.of(unknown));
        return known;
    }

    private static List<Window> windows(Caller.PatientUser patient) {
        return patient.proxy().isPresent()
                ? Window.proxy(patient.patientId())
                : List.of(Window.self(patient.patientId()));
    }

    private Visibility practitioner(Caller.PractitionerUser user, ReadIntent intent) {
        Reader reader = new Reader(user.organization(), Optional.of(user.practitionerId()));
        requireActive(reader);
        return reader(user, reader, intent);
    }

    private void requireActive(Reader reader) {
        if (!memberships.isActive(reader)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This practitioner no longer acts for the organization");
        }
    }

    private Visibility reader(Caller caller, Reader reader, ReadIntent intent) {
        Instant now = clock.instant();
        int most = Visibility.Limited.MAX_WINDOWS;
        Grants.Standing standing = intent.patientId()
                .map(patient -> grants.standing(reader, patient, now, most + 1))
                .orElseGet(() ->
                        new Grants.Standing(grants.inForce(reader, Optional.empty(), now, most + 1), false, List.of()));
        intent.patientId().ifPresent(patient -> remembered.put(reader, patient, standing));
        List<Grant> held = standing.inForce();
        if (held.size() > most) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Name one patient; population access is a bulk export");
        }
        List<Window> windows = opening(held, caller);
        if (windows.isEmpty()) {
            intent.patientId().ifPresent(patient -> withoutGrant(caller, reader, intent, patient, standing.ever()));
        } else if (provider.hearing() == ProviderWatch.Hearing.DEAF) {
            throw Problem.of(ProblemKind.BUSY, "Whether the consent still stands cannot be known now; try again later");
        }
        return new Visibility.Limited(Optional.of(reader.organization()), windows, reach(caller, intent));
    }

    private void withoutGrant(Caller caller, Reader reader, ReadIntent intent, String patientId, boolean ever) {
        boolean asksForTheRecord = intent.kind() == ReadIntent.Kind.EVERYTHING;
        if ((!ever && !asksForTheRecord)
                || reader.organization().equals(sources.of(Set.of(patientId)).get(patientId))) {
            return;
        }
        refusals.refused(caller, intent);
        if (ever) {
            throw Problem.of(
                    ProblemKind.FORBIDDEN, "No consent of the patient's is in force for this access and this purpose");
        }
        // The reader's own requests lie in the record as well: finding them there would tell that there is one.
        throw Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient");
    }

    private static Visibility directory(Caller caller, ReadIntent intent) {
        return new Visibility.Limited(Optional.empty(), List.of(), reach(caller, intent));
    }

    /** What included and chained resources are limited to as well: an include must not widen a scope. */
    private static Reach reach(Caller caller, ReadIntent intent) {
        return caller.clientId().equals(Caller.PORTAL)
                ? Reach.EVERYTHING
                : Reach.of(caller.scopes(), intent.kind().interaction());
    }

    private static void requireScope(Caller caller, ReadIntent intent) {
        Scopes scopes = caller.scopes();
        String type = intent.type().orElse("*");
        if (!caller.clientId().equals(Caller.PORTAL)
                && !scopes.touches(intent.kind().interaction(), type)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
    }
}
