package org.consentry.gateway.consent;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Reads Consent.provision (R4) as the gateway enforces it.
 *
 *   type         permit at the root, deny below it: a permit and what it excepts
 *   period       when access is open
 *   actor        IRCP (or no role): who may; CST or AUT: whose contributions
 *   action       access, use, correct, disclose
 *   securityLabel  codes of meta.security, all of which a resource must carry; of elements, which labels are shown
 *   purpose      v3-ActReason
 *   class        resource types; codings of another system are categories
 *   code         codes, where a type has a code
 *   dataPeriod   days of the clinical date
 *   data         single resources, meaning "instance"
 *
 * An element that is not in this list, or that an exception cannot carry, is an error and not ignored: what was not
 * understood could have been a limit.
 */
final class ProvisionReader {
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9\\-_.]{1,64}");
    private static final Pattern INSTANCE = Pattern.compile("[A-Z][A-Za-z]{1,63}/[A-Za-z0-9\\-.]{1,64}");
    private static final Pattern ACTOR =
            Pattern.compile("(Organization|Practitioner|Group|CareTeam)/[A-Za-z0-9\\-.]{1,64}");
    private static final int DAY_LENGTH = 10;
    private static final int MOST = 50;
    private static final String PLACE = "Consent.provision";
    private static final Set<String> PARTS = Set.of(
            "id", "type", "actor", "securityLabel", "class", "code", "dataPeriod", "data", "_class", "extension");
    private static final Set<String> ROOT_PARTS = Set.of("period", "action", "purpose", "provision");

    private final JsonNode provision;
    private final boolean root;

    private ProvisionReader(JsonNode provision, boolean root) {
        this.provision = provision;
        this.root = root;
    }

    static ConsentForm read(ObjectNode consent) {
        JsonNode provision = consent.path("provision");
        ProvisionReader permit = new ProvisionReader(provision, true);
        permit.requireUnderstood("permit");
        Slice permitted = permit.slice();
        if (permitted.types().isEmpty()) {
            throw refused("class", "at least one resource type is needed");
        }
        String start = provision.path("period").path("start").asString("");
        return new ConsentForm(
                permitted,
                permit.exceptions(),
                permit.purposes(),
                permit.actions(),
                permit.recipients(consent),
                start.isEmpty() ? Optional.empty() : Optional.of(instant(PLACE + ".period.start", start)),
                instant(
                        PLACE + ".period.end",
                        provision.path("period").path("end").asString("")));
    }

    static Slice labelled(String label) {
        if (!LABEL.matcher(label).matches()) {
            throw refused("securityLabel", "codes");
        }
        return new Slice(
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(label),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void requireUnderstood(String type) {
        if (!provision.path("type").asString(type).equals(type)) {
            throw refused("type", root ? "'permit', with exceptions of type 'deny' below it" : "'deny' below a permit");
        }
        for (String name : provision.propertyNames()) {
            if (!PARTS.contains(name) && !(root && ROOT_PARTS.contains(name))) {
                throw refused(name.replaceAll("[^A-Za-z]", ""), "is not enforced here and must not be sent");
            }
        }
    }

    private List<Slice> exceptions() {
        List<Slice> slices = new ArrayList<>();
        for (JsonNode node : provision.path("provision")) {
            ProvisionReader deny = new ProvisionReader(node, false);
            if (!node.path("type").asString("").equals("deny")) {
                throw refused("provision.type", "'deny': a permit holds exceptions only");
            }
            deny.requireUnderstood("deny");
            Slice slice = deny.slice();
            if (slice.equals(Slice.ALL)) {
                throw refused("provision", "an exception says what it excepts");
            }
            slices.add(slice);
            bounded(slices.size(), "provision");
        }
        return slices;
    }

    private Slice slice() {
        Optional<LocalDate> from = day(provision, "start");
        Optional<LocalDate> to = day(provision, "end");
        if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
            throw refused("dataPeriod", "a start before the end");
        }
        Set<String> types = new TreeSet<>();
        Set<Coded> categories = new LinkedHashSet<>();
        for (JsonNode coding : provision.path("class")) {
            String system = coding.path("system").asString("");
            if (system.isEmpty() || system.equals(ConsentJson.TYPES)) {
                types.add(known("class", coding, Vocabulary.TYPES));
            } else {
                categories.add(coded("class", coding));
            }
            bounded(types.size() + categories.size(), "class");
        }
        return new Slice(types, categories, codes(), labels(), instances(), source(), from, to);
    }

    private Set<Coded> codes() {
        Set<Coded> codes = new LinkedHashSet<>();
        for (JsonNode concept : provision.path("code")) {
            for (JsonNode coding : concept.path("coding")) {
                codes.add(coded("code", coding));
                bounded(codes.size(), "code");
            }
            if (concept.path("coding").isEmpty()) {
                throw refused("code", "codings; text alone cannot be enforced");
            }
        }
        return codes;
    }

    private static Coded coded(String element, JsonNode coding) {
        String system = coding.path("system").asString("");
        String code = coding.path("code").asString("");
        try {
            return new Coded(
                    system.isEmpty() ? Optional.empty() : Optional.of(system),
                    Optional.of(code).filter(it -> !it.isEmpty()));
        } catch (Problem e) {
            throw refused(element, "a system and a code");
        }
    }

    private Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        for (JsonNode coding : provision.path("securityLabel")) {
            labels.addAll(labelled(coding.path("code").asString("")).labels());
            bounded(labels.size(), "securityLabel");
        }
        return labels;
    }

    private Set<String> instances() {
        Set<String> instances = new TreeSet<>();
        for (JsonNode item : provision.path("data")) {
            String reference = item.path("reference").path("reference").asString("");
            boolean exact = item.path("meaning").asString("instance").equals("instance");
            if (!exact || !INSTANCE.matcher(reference).matches()) {
                throw refused("data", "meaning 'instance' and a reference Type/[id]");
            }
            instances.add(reference);
            bounded(instances.size(), "data");
        }
        return instances;
    }

    private Optional<OrganizationId> source() {
        Optional<OrganizationId> source = Optional.empty();
        for (JsonNode actor : provision.path("actor")) {
            if (isSource(actor)) {
                String reference = actor.path("reference").path("reference").asString("");
                if (source.isPresent() || !reference.startsWith("Organization/")) {
                    throw refused("actor", "one organization as the source");
                }
                source = Optional.of(new OrganizationId(reference.substring("Organization/".length())));
            }
        }
        return source;
    }

    /** For whom access is asked. The requester itself need not be named. */
    private Set<String> recipients(ObjectNode consent) {
        String requester =
                consent.path("organization").path(0).path("reference").asString("");
        Set<String> actors = new TreeSet<>();
        for (JsonNode actor : provision.path("actor")) {
            String reference = actor.path("reference").path("reference").asString("");
            if (isSource(actor) || (!requester.isEmpty() && reference.equals(requester))) {
                continue;
            }
            if (!ACTOR.matcher(reference).matches()) {
                throw refused("actor", "references to Practitioner, Group, CareTeam or Organization");
            }
            actors.add(reference);
            bounded(actors.size(), "actor");
        }
        return actors;
    }

    private boolean isSource(JsonNode actor) {
        String role = actor.path("role").path("coding").path(0).path("code").asString(root ? "IRCP" : "");
        return switch (role) {
            case "CST", "AUT" -> true;
            case "IRCP", "PRCP" -> {
                if (!root) {
                    throw refused("provision.actor", "in an exception, role CST: the source");
                }
                yield false;
            }
            default -> throw refused("actor.role", "IRCP for the reader, CST for the source");
        };
    }

    private Set<String> purposes() {
        Set<String> codes = new TreeSet<>();
        for (JsonNode coding : provision.path("purpose")) {
            codes.add(known("purpose", coding, Vocabulary.PURPOSES));
        }
        if (codes.isEmpty()) {
            throw refused("purpose", "at least one code is needed");
        }
        return codes;
    }

    private Set<GrantedAction> actions() {
        Set<GrantedAction> actions = new LinkedHashSet<>();
        for (JsonNode action : provision.path("action")) {
            for (JsonNode coding : action.path("coding")) {
                actions.add(GrantedAction.ofCode(coding.path("code").asString(""))
                        .orElseThrow(() -> refused("action", "one of: access, use, correct, disclose")));
            }
        }
        return actions.isEmpty() ? EnumSet.of(GrantedAction.ACCESS) : EnumSet.copyOf(actions);
    }

    private static String known(String element, JsonNode coding, Set<String> allowed) {
        String code = coding.path("code").asString("");
        if (!allowed.contains(code)) {
            throw refused(element, "one of: " + String.join(", ", new TreeSet<>(allowed)));
        }
        return code;
    }

    private static Optional<LocalDate> day(JsonNode provision, String side) {
        String text = provision.path("dataPeriod").path(side).asString("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String day = text.length() > DAY_LENGTH ? text.substring(0, DAY_LENGTH) : text;
        try {
            return Optional.of(LocalDate.parse(day));
        } catch (DateTimeException e) {
            throw refused("dataPeriod." + side, "a full date");
        }
    }

    static Instant instant(String place, String text) {
        try {
            return DAY.matcher(text).matches()
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, place, "a date, or a date and time with a zone");
        }
    }

    private static void bounded(int size, String element) {
        if (size > MOST) {
            throw refused(element, "at most " + MOST);
        }
    }

    private static Problem refused(String element, String expected) {
        return Problem.at(ProblemKind.UNPROCESSABLE, PLACE + "." + element, expected);
    }
}
