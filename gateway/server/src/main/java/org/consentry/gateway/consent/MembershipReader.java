package org.consentry.gateway.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.consent.MembershipRows.Membership;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one resource says about who belongs where. */
final class MembershipReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StoredVersion version;
    private final JsonNode resource;
    private final List<Membership> members = new ArrayList<>();

    private MembershipReader(StoredVersion version) {
        this.version = version;
        this.resource = JSON.readTree(version.json());
    }

    /**
     * Of a Group, CareTeam, OrganizationAffiliation or PractitionerRole.
     *
     * @throws Problem FORBIDDEN for a role in an organization that is not its writer's, UNPROCESSABLE for no period
     */
    static List<Membership> of(StoredVersion version) {
        MembershipReader reader = new MembershipReader(version);
        switch (version.id().type()) {
            case "Group" -> reader.group();
            case "CareTeam" -> reader.careTeam();
            case "OrganizationAffiliation" -> reader.affiliation();
            default -> reader.role();
        }
        return reader.members;
    }

    private void group() {
        boolean active = resource.path("active").asBoolean(true);
        for (JsonNode member : resource.path("member")) {
            boolean inactive = member.path("inactive").asBoolean(false);
            add(version.id().reference(), member.path("entity"), active && !inactive, member.path("period"));
        }
    }

    private void careTeam() {
        boolean active = resource.path("status").asString("active").equals("active");
        for (JsonNode participant : resource.path("participant")) {
            add(version.id().reference(), participant.path("member"), active, participant.path("period"));
        }
    }

    private void affiliation() {
        String network = resource.path("organization").path("reference").asString("");
        boolean active = resource.path("active").asBoolean(true);
        if (!network.isEmpty()) {
            add(network, resource.path("participatingOrganization"), active, resource.path("period"));
        }
    }

    private void role() {
        String organization = resource.path("organization").path("reference").asString("");
        boolean entitled = version.source().equals(OrganizationId.AUTHORITY)
                || version.source().reference().equals(organization);
        if (!entitled && !organization.isEmpty()) {
            // Access hangs on it: an organization alone says who acts for it.
            throw Problem.of(ProblemKind.FORBIDDEN, "A member gives and takes roles in its own organization only");
        }
        if (entitled) {
            boolean active = resource.path("active").asBoolean(true);
            add(Memberships.ROLE + organization, resource.path("practitioner"), active, resource.path("period"));
        }
    }

    private void add(String group, JsonNode who, boolean active, JsonNode period) {
        String reference = who.path("reference").asString("");
        if (reference.matches("(Organization|Practitioner)/[A-Za-z0-9\\-.]{1,64}")) {
            members.add(new Membership(version.id().reference(), group, reference, active, start(period), end(period)));
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
