package org.consentry.gateway.consent;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.AfterCommit;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
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
    private static final Set<String> TYPES =
            Set.of("Group", "CareTeam", "OrganizationAffiliation", "PractitionerRole", "Practitioner", "Organization");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Memberships memberships;
    private final Bell bell;

    MembershipWatch(JdbcClient jdbc, Memberships memberships, Bell bell) {
        this.jdbc = jdbc;
        this.memberships = memberships;
        this.bell = bell;
    }

    private record Membership(
            String group, String member, boolean active, Optional<Instant> starts, Optional<Instant> ends) {}

    @Override
    public List<Write> join(WriteBatch batch) {
        for (StoredVersion version : batch.versions()) {
            if (TYPES.contains(version.id().type())) {
                keep(version, batch.author().source());
            }
        }
        return List.of();
    }

    private void keep(StoredVersion version, OrganizationId by) {
        String source = version.id().reference();
        if (Set.of("Practitioner", "Organization").contains(version.id().type())) {
            off(version, by);
            return;
        }
        String before = version.id().type().equals("PractitionerRole")
                ? "UPDATE membership SET active = false WHERE source = :source"
                : "DELETE FROM membership WHERE source = :source";
        jdbc.sql(before).param("source", source).update();
        if (version.change() == StoredVersion.Change.DELETED) {
            return;
        }
        if (Set.of("Group", "CareTeam").contains(version.id().type())) {
            requireOwner(version, by);
        }
        read(version).forEach(membership -> put(source, membership));
    }

    /** Of what says the same twice the last counts. */
    private void put(String source, Membership membership) {
        jdbc.sql("INSERT INTO membership (source, group_key, member, active, starts, ends) VALUES (:source, :group, "
                        + ":member, :active, :starts, :ends) ON CONFLICT (source, group_key, member) DO UPDATE SET "
                        + "active = excluded.active, starts = excluded.starts, ends = excluded.ends")
                .param("source", source)
                .param("group", membership.group())
                .param("member", membership.member())
                .param("active", membership.active())
                .param("starts", membership.starts().map(Timestamp::from).orElse(null), Types.TIMESTAMP)
                .param("ends", membership.ends().map(Timestamp::from).orElse(null), Types.TIMESTAMP)
                .update();
    }

    /**
     * Switched off by its entry in the directory; an organization by the authority or itself alone. Who wrote counts, and not
     * who made the entry: what the authority says of an entry that somebody else made is the authority's word, and is taken
     * back by nobody else.
     */
    private void off(StoredVersion version, OrganizationId by) {
        String reference = version.id().reference();
        boolean byAuthority = by.equals(OrganizationId.AUTHORITY);
        boolean isOrganization = version.id().type().equals("Organization");
        if (isOrganization && !byAuthority && !by.reference().equals(reference)) {
            if (!memberships.isMember(new OrganizationId(version.id().id()))) {
                throw Problem.of(ProblemKind.FORBIDDEN, "This id is not open to this caller");
            }
            return;
        }
        boolean isOn = version.change() != StoredVersion.Change.DELETED
                && JSON.readTree(version.json()).path("active").asBoolean(true);
        String where = Memberships.OFF + (isOrganization || byAuthority ? Memberships.EVERYWHERE : by.reference());
        jdbc.sql("DELETE FROM membership WHERE source = :source AND (:all OR group_key = :where)")
                .param("source", reference)
                .param("all", byAuthority)
                .param("where", where)
                .update();
        if (!isOn) {
            put(reference, new Membership(where, reference, false, Optional.empty(), Optional.empty()));
        }
        if (isOrganization) {
            // The next request on this node asks the store, and open streams look whether they may go on.
            AfterCommit.run(memberships::changed);
            bell.ringAfterCommit(
                    new Recipient.ToMember(new OrganizationId(version.id().id())));
        }
    }

    /** Who belongs to a group is said by its owner alone: whoever may correct what it says about a patient may not. */
    private void requireOwner(StoredVersion group, OrganizationId by) {
        jdbc.sql("INSERT INTO group_owner (group_key, owner) VALUES (:group, :owner) ON CONFLICT DO NOTHING")
                .param("group", group.id().reference())
                .param("owner", group.source().value())
                .update();
        String owner = jdbc.sql("SELECT owner FROM group_owner WHERE group_key = :group")
                .param("group", group.id().reference())
                .query(String.class)
                .single();
        boolean isOwners = owner.equals(group.source().value())
                && (by.value().equals(owner) || by.equals(OrganizationId.AUTHORITY));
        if (!isOwners) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This id is not open to this caller");
        }
    }

    private static List<Membership> read(StoredVersion version) {
        JsonNode resource = JSON.readTree(version.json());
        return switch (version.id().type()) {
            case "Group" -> group(version, resource);
            case "CareTeam" -> careTeam(version, resource);
            case "OrganizationAffiliation" -> affiliation(resource);
            default -> role(version, resource);
        };
    }

    private static List<Membership> group(StoredVersion version, JsonNode group) {
        List<Membership> members = new ArrayList<>();
        boolean active = group.path("active").asBoolean(true);
        for (JsonNode member : group.path("member")) {
            boolean inactive = member.path("inactive").asBoolean(false);
            add(members, version.id().reference(), member.path("entity"), active && !inactive, member.path("period"));
        }
        return members;
    }

    private static List<Membership> careTeam(StoredVersion version, JsonNode team) {
        List<Membership> members = new ArrayList<>();
        boolean active = team.path("status").asString("active").equals("active");
        for (JsonNode participant : team.path("participant")) {
            add(members, version.id().reference(), participant.path("member"), active, participant.path("period"));
        }
        return members;
    }

    private static List<Membership> affiliation(JsonNode affiliation) {
        List<Membership> members = new ArrayList<>();
        String network = affiliation.path("organization").path("reference").asString("");
        boolean active = affiliation.path("active").asBoolean(true);
        if (!network.isEmpty()) {
            add(members, network, affiliation.path("participatingOrganization"), active, affiliation.path("period"));
        }
        return members;
    }

    private static List<Membership> role(StoredVersion version, JsonNode role) {
        List<Membership> members = new ArrayList<>();
        String organization = role.path("organization").path("reference").asString("");
        boolean entitled = version.source().equals(OrganizationId.AUTHORITY)
                || version.source().reference().equals(organization);
        if (!entitled && !organization.isEmpty()) {
            // Access hangs on it: an organization alone says who acts for it.
            throw Problem.of(ProblemKind.FORBIDDEN, "A member gives and takes roles in its own organization only");
        }
        if (entitled) {
            boolean active = role.path("active").asBoolean(true);
            add(members, Memberships.ROLE + organization, role.path("practitioner"), active, role.path("period"));
        }
        return members;
    }

    private static void add(List<Membership> members, String group, JsonNode who, boolean active, JsonNode period) {
        String reference = who.path("reference").asString("");
        if (reference.matches("(Organization|Practitioner)/[A-Za-z0-9\\-.]{1,64}")) {
            members.add(new Membership(group, reference, active, start(period), end(period)));
        }
    }

    /** A year, a month or a day begins with its first instant. */
    private static Optional<Instant> start(JsonNode period) {
        String text = period.path("start").asString("");
        String begun = text.matches("\\d{4}(-\\d{2}){0,2}")
                ? text + "-01-01".substring(Math.min(6, text.length() - 4)) + "T00:00:00Z"
                : text;
        return begun.isEmpty() ? Optional.empty() : Optional.of(ProvisionReader.instant("period.start", begun));
    }

    private static Optional<Instant> end(JsonNode period) {
        String text = period.path("end").asString("");
        return text.isEmpty() ? Optional.empty() : Optional.of(ProvisionReader.instant("period.end", text));
    }
}
