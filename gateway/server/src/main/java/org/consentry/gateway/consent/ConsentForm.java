package org.consentry.gateway.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Consent asks for, read from its JSON and found to be within the vocabulary.
 *
 * @param types resource types, at least one, sorted
 * @param purposes codes of v3-ActReason, at least one, sorted
 * @param actions what the requester wants to do; reading when it names nothing
 * @param end until when access is asked for
 * @param dataFrom first day of clinical dates asked for
 * @param dataTo last day of clinical dates asked for
 */
record ConsentForm(
        Set<String> types,
        Set<String> purposes,
        Set<GrantedAction> actions,
        Instant end,
        Optional<LocalDate> dataFrom,
        Optional<LocalDate> dataTo) {
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final int DAY_LENGTH = 10;

    /** Reads the provision of a Consent. @throws Problem UNPROCESSABLE naming the element that is not acceptable */
    static ConsentForm read(ObjectNode consent) {
        JsonNode provision = consent.path("provision");
        return new ConsentForm(
                codes(provision, "class", Vocabulary.TYPES),
                codes(provision, "purpose", Vocabulary.PURPOSES),
                actions(provision),
                instant(provision.path("period").path("end").asString("")),
                day(provision, "start"),
                day(provision, "end"));
    }

    /** Keeps only some of the kinds and perhaps a shorter time; never more than was asked. */
    ConsentForm narrowedTo(Set<String> keptTypes, Optional<Instant> keptEnd) {
        if (keptTypes.isEmpty() || !types.containsAll(keptTypes)) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE, "class", "keep at least one and only kinds that were asked for");
        }
        Instant narrowed = keptEnd.orElse(end);
        if (narrowed.isAfter(end)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "end", "not later than what was asked for");
        }
        return new ConsentForm(new TreeSet<>(keptTypes), purposes, actions, narrowed, dataFrom, dataTo);
    }

    private static Set<String> codes(JsonNode provision, String element, Set<String> allowed) {
        String place = "Consent.provision." + element;
        Set<String> codes = new TreeSet<>();
        for (JsonNode coding : provision.path(element)) {
            String code = coding.path("code").asString("");
            if (!allowed.contains(code)) {
                throw Problem.at(
                        ProblemKind.UNPROCESSABLE, place, "one of: " + String.join(", ", new TreeSet<>(allowed)));
            }
            codes.add(code);
        }
        if (codes.isEmpty()) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, place, "at least one code is needed");
        }
        return codes;
    }

    private static Set<GrantedAction> actions(JsonNode provision) {
        Set<GrantedAction> actions = new LinkedHashSet<>();
        for (JsonNode action : provision.path("action")) {
            for (JsonNode coding : action.path("coding")) {
                actions.add(GrantedAction.ofCode(coding.path("code").asString(""))
                        .orElseThrow(() -> Problem.at(
                                ProblemKind.UNPROCESSABLE,
                                "Consent.provision.action",
                                "one of: access, use, correct, disclose")));
            }
        }
        return actions.isEmpty() ? EnumSet.of(GrantedAction.ACCESS) : EnumSet.copyOf(actions);
    }

    private static Optional<LocalDate> day(JsonNode provision, String side) {
        String text = provision.path("dataPeriod").path(side).asString("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String day = text.length() > DAY_LENGTH ? text.substring(0, DAY_LENGTH) : text;
        if (!DAY.matcher(day).matches()) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "Consent.provision.dataPeriod." + side, "a full date");
        }
        return Optional.of(LocalDate.parse(day));
    }

    /** A FHIR dateTime of full precision, or a date, which ends with that day in UTC. */
    static Instant instant(String text) {
        try {
            return DAY.matcher(text).matches()
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE,
                    "Consent.provision.period.end",
                    "a date, or a date and time with a zone");
        }
    }
}
