package org.consentry.gateway.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.consentry.gateway.AfterCommit;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.consent.MembershipRows.Membership;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps who belongs where, in the transaction that says so: who joins a group reads under its grants from then on, and
 * who leaves does not.
 *
 * <p>A role that is taken back leaves a trace: who had one is not treated like somebody who never needed one. A practitioner
 * or organization that is not active has no access: everywhere when the authority says so, else with whom says it.
 *
 * <p>A role is written by the organization itself or by the authority, to anybody else it is refused; a network's member
 * is written by the authority (the directory is its own).
 */
@Component
class MembershipWatch implements WriteParticipant {
    private static final Set<String> GROUPS = Set.of("Group", "CareTeam");
    private static final Set<String> BELONGING =
            Set.of("Group", "CareTeam", "OrganizationAffiliation", "PractitionerRole");
    private static final Set<String> ENTRIES = Set.of("Practitioner", "Organization");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final MembershipRows rows;
    private final Memberships memberships;
    private final Bell bell;

    MembershipWatch(MembershipRows rows, Memberships memberships, Bell bell) {
        this.rows = rows;
        this.memberships = memberships;
        this.bell = bell;
    }

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        batches.forEach(this::join);
    }

    private void join(WriteBatch batch) {
        OrganizationId by = batch.author().source();
        keep(of(batch.versions(), version -> BELONGING.contains(version.id().type())), by);
        switchOff(of(batch.versions(), version -> ENTRIES.contains(version.id().type()) && isHeard(version, by)), by);
    }

    private static List<StoredVersion> of(List<StoredVersion> versions, Predicate<StoredVersion> wanted) {
        return versions.stream().filter(wanted).toList();
    }

    private static List<String> references(List<StoredVersion> versions) {
        return versions.stream().map(version -> version.id().reference()).toList();
    }

    private void keep(List<StoredVersion> said, OrganizationId by) {
        Predicate<StoredVersion> isRole = version -> version.id().type().equals("PractitionerRole");
        rows.end(references(of(said, isRole)));
        rows.remove(references(of(said, isRole.negate())));
        List<StoredVersion> live = of(said, version -> version.change() != StoredVersion.Change.DELETED);
        requireOwner(of(live, version -> GROUPS.contains(version.id().type())), by);
        rows.put(live.stream()
                .flatMap(version -> MembershipReader.of(version).stream())
                .toList());
    }

    /** Who belongs to a group is said by its owner alone: whoever may correct what it says about a patient may not. */
    private void requireOwner(List<StoredVersion> groups, OrganizationId by) {
        TreeMap<String, String> claimed = new TreeMap<>();
        groups.forEach(
                group -> claimed.put(group.id().reference(), group.source().value()));
        Map<String, String> owners = rows.owners(claimed);
        boolean isOwners = claimed.entrySet().stream().allMatch(claim -> {
            String owner = owners.getOrDefault(claim.getKey(), "");
            return owner.equals(claim.getValue()) && (by.value().equals(owner) || by.equals(OrganizationId.AUTHORITY));
        });
        if (!isOwners) {
            throw notOpen();
        }
    }

    /**
     * Whether an entry in the directory counts: an organization is switched off by the authority or itself alone. Of one that
     * is off nobody else says anything.
     */
    private boolean isHeard(StoredVersion entry, OrganizationId by) {
        boolean others = entry.id().type().equals("Organization")
                && !by.equals(OrganizationId.AUTHORITY)
                && !by.value().equals(entry.id().id());
        if (others && !memberships.isMember(new OrganizationId(entry.id().id()))) {
            throw notOpen();
        }
        return !others;
    }

    /**
     * Who wrote counts, and not who made the entry: what the authority says of an entry that somebody else made is the
     * authority's word, and is taken back by nobody else.
     */
    private void switchOff(List<StoredVersion> entries, OrganizationId by) {
        boolean byAuthority = by.equals(OrganizationId.AUTHORITY);
        List<Membership> said = new ArrayList<>();
        List<Membership> off = new ArrayList<>();
        for (StoredVersion entry : entries) {
            boolean everywhere = byAuthority || entry.id().type().equals("Organization");
            String reference = entry.id().reference();
            Membership none = new Membership(
                    reference,
                    Memberships.OFF + (everywhere ? Memberships.EVERYWHERE : by.reference()),
                    reference,
                    false,
                    Optional.empty(),
                    Optional.empty());
            said.add(none);
            if (!isOn(entry)) {
                off.add(none);
            }
        }
        if (byAuthority) {
            rows.remove(references(entries));
        } else {
            rows.removeSame(said);
        }
        rows.put(off);
        tell(of(entries, entry -> entry.id().type().equals("Organization")));
    }

    private static boolean isOn(StoredVersion entry) {
        return entry.change() != StoredVersion.Change.DELETED
                && JSON.readTree(entry.json()).path("active").asBoolean(true);
    }

    /** The next request on this node asks the store, and open streams look whether they may go on. */
    private void tell(List<StoredVersion> organizations) {
        if (!organizations.isEmpty()) {
            AfterCommit.run(memberships::changed);
            organizations.forEach(organization -> bell.ringAfterCommit(
                    new Recipient.ToMember(new OrganizationId(organization.id().id()))));
        }
    }

    private static Problem notOpen() {
        return Problem.of(ProblemKind.FORBIDDEN, "This id is not open to this caller");
    }
}
