package org.consentry.gateway.record.search;

import java.text.Normalizer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers searches from a list, by the words of the R4 search page and nothing of the store: values are picked by hand
 * for every parameter, and compared plainly.
 */
final class SearchOracle {
    enum Kind {
        TOKEN,
        STRING,
        DATE,
        NUMBER,
        QUANTITY,
        REFERENCE,
        URI
    }

    /** A parameter and where its values stand; tokens are objects with system and code. */
    record Param(String type, String code, Kind kind, Function<JsonNode, Stream<JsonNode>> values, String targets) {}

    final Map<String, List<Param>> params = new LinkedHashMap<>();
    private final Map<String, List<ObjectNode>> data;

    SearchOracle(Map<String, List<ObjectNode>> data) {
        this.data = data;
        token("Patient", "gender", n -> at(n, "gender"));
        token("Patient", "identifier", n -> at(n, "identifier"));
        token("Patient", "telecom", n -> at(n, "telecom"));
        token("Practitioner", "identifier", n -> at(n, "identifier"));
        token("Organization", "active", n -> at(n, "active"));
        token("Location", "status", n -> at(n, "status"));
        token("Encounter", "status", n -> at(n, "status"));
        token("Encounter", "class", n -> at(n, "class"));
        token("Observation", "status", n -> at(n, "status"));
        token("Observation", "code", n -> at(n, "code", "coding"));
        token("Observation", "component-code", n -> at(n, "component", "code", "coding"));
        token("Observation", "combo-code", n -> both(at(n, "code", "coding"), at(n, "component", "code", "coding")));
        token("Observation", "value-concept", n -> at(n, "valueCodeableConcept", "coding"));
        token("Condition", "code", n -> at(n, "code", "coding"));
        token("MedicationRequest", "status", n -> at(n, "status"));
        token("MedicationRequest", "code", n -> at(n, "medicationCodeableConcept", "coding"));
        token("DiagnosticReport", "code", n -> at(n, "code", "coding"));
        token("Appointment", "status", n -> at(n, "status"));
        token("ValueSet", "status", n -> at(n, "status"));
        RandomRecordsTypes.ALL.forEach(type -> token(type, "_tag", n -> at(n, "meta", "tag")));
        for (String type : List.of("Patient", "Practitioner")) {
            add(type, "family", Kind.STRING, n -> at(n, "name", "family"), "");
            add(type, "given", Kind.STRING, n -> at(n, "name", "given"), "");
            add(type, "name", Kind.STRING, n -> both(at(n, "name", "family"), at(n, "name", "given")), "");
        }
        add("Patient", "address-city", Kind.STRING, n -> at(n, "address", "city"), "");
        add("Organization", "name", Kind.STRING, n -> at(n, "name"), "");
        add("Organization", "address-postalcode", Kind.STRING, n -> at(n, "address", "postalCode"), "");
        add("Location", "name", Kind.STRING, n -> at(n, "name"), "");
        add("Condition", "onset-info", Kind.STRING, n -> at(n, "onsetString"), "");
        add("Patient", "birthdate", Kind.DATE, n -> at(n, "birthDate"), "");
        add("Patient", "death-date", Kind.DATE, n -> at(n, "deceasedDateTime"), "");
        add("Encounter", "date", Kind.DATE, n -> at(n, "period"), "");
        add("Condition", "onset-date", Kind.DATE, n -> both(at(n, "onsetDateTime"), at(n, "onsetPeriod")), "");
        add("Condition", "recorded-date", Kind.DATE, n -> at(n, "recordedDate"), "");
        add(
                "Observation",
                "date",
                Kind.DATE,
                n -> Stream.of("effectiveDateTime", "effectivePeriod", "effectiveInstant")
                        .flatMap(f -> at(n, f)),
                "");
        add("MedicationRequest", "authoredon", Kind.DATE, n -> at(n, "authoredOn"), "");
        add("DiagnosticReport", "issued", Kind.DATE, n -> at(n, "issued"), "");
        add("Appointment", "date", Kind.DATE, n -> at(n, "start"), "");
        add("RiskAssessment", "probability", Kind.NUMBER, n -> at(n, "prediction", "probabilityDecimal"), "");
        add("Observation", "value-quantity", Kind.QUANTITY, n -> at(n, "valueQuantity"), "");
        add("Observation", "component-value-quantity", Kind.QUANTITY, n -> at(n, "component", "valueQuantity"), "");
        add("Encounter", "length", Kind.QUANTITY, n -> at(n, "length"), "");
        add("ValueSet", "url", Kind.URI, n -> at(n, "url"), "");
        reference("Patient", "organization", "Organization", "managingOrganization");
        reference("Patient", "general-practitioner", "Practitioner", "generalPractitioner");
        reference("Organization", "partof", "Organization", "partOf");
        reference("Location", "organization", "Organization", "managingOrganization");
        reference("Location", "partof", "Location", "partOf");
        for (String type : List.of(
                "Encounter", "Condition", "Observation", "MedicationRequest", "DiagnosticReport", "RiskAssessment")) {
            reference(type, "patient", "Patient", "subject");
            reference(type, "subject", "Patient", "subject");
        }
        reference("Encounter", "service-provider", "Organization", "serviceProvider");
        reference("Encounter", "participant", "Practitioner", "participant", "individual");
        reference("Encounter", "location", "Location", "location", "location");
        reference("Condition", "encounter", "Encounter", "encounter");
        reference("Observation", "encounter", "Encounter", "encounter");
        reference("Observation", "performer", "Practitioner", "performer");
        reference("MedicationRequest", "requester", "Practitioner", "requester");
        reference("DiagnosticReport", "result", "Observation", "result");
        reference("Appointment", "patient", "Patient", "participant", "actor");
        reference("Appointment", "practitioner", "Practitioner", "participant", "actor");
    }

    private void token(String type, String code, Function<JsonNode, Stream<JsonNode>> values) {
        add(type, code, Kind.TOKEN, values, "");
    }

    private void reference(String type, String code, String target, String... path) {
        add(
                type,
                code,
                Kind.REFERENCE,
                n -> at(n, path).map(v -> v.path("reference")).filter(v -> v.stringValue("")
                        .startsWith(target + "/")),
                target);
    }

    private void add(String type, String code, Kind kind, Function<JsonNode, Stream<JsonNode>> values, String targets) {
        params.computeIfAbsent(type, t -> new ArrayList<>()).add(new Param(type, code, kind, values, targets));
    }

    static Stream<JsonNode> at(JsonNode node, String... path) {
        Stream<JsonNode> found = Stream.of(node);
        for (String step : path) {
            found = found.map(n -> n.path(step)).flatMap(n -> n.isArray() ? n.valueStream() : Stream.of(n));
        }
        return found.filter(n -> !n.isMissingNode());
    }

    private static Stream<JsonNode> both(Stream<JsonNode> one, Stream<JsonNode> other) {
        return Stream.concat(one, other);
    }

    List<Param> params(String type) {
        return params.getOrDefault(type, List.of());
    }

    List<ObjectNode> all(String type) {
        return data.getOrDefault(type, List.of());
    }

    Predicate<JsonNode> has(Param param, Predicate<JsonNode> value) {
        return resource -> param.values().apply(resource).anyMatch(value);
    }

    /** What a reference of the parameter leads to passes the test. */
    Predicate<JsonNode> leads(Param param, Predicate<JsonNode> target) {
        return has(param, reference -> all(param.targets()).stream()
                .anyMatch(t -> (param.targets() + "/" + id(t)).equals(reference.stringValue("")) && target.test(t)));
    }

    /** Some resource that passes the test refers here by the parameter. */
    Predicate<JsonNode> referredBy(Param param, Predicate<JsonNode> source) {
        return resource -> all(param.type()).stream()
                .anyMatch(s -> source.test(s)
                        && has(param, r -> r.stringValue("").equals(param.targets() + "/" + id(resource)))
                                .test(s));
    }

    static String id(JsonNode resource) {
        return resource.path("id").stringValue("");
    }

    static boolean token(JsonNode value, @Nullable String system, @Nullable String code) {
        boolean plain = value.isValueNode();
        String has = plain
                ? value.asString("")
                : value.path(value.has("code") ? "code" : "value").stringValue("");
        String of = plain ? "" : value.path("system").stringValue("");
        boolean contact = !plain && has.contains("@");
        boolean same = code == null || (contact ? has.equalsIgnoreCase(code) : has.equals(code));
        return same && (system == null || of.equals(system));
    }

    /** Without case, accents and extra spaces. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .strip();
    }

    /** The first and the last millisecond a date may mean. */
    static long[] span(JsonNode value) {
        if (value.isObject()) {
            return new long[] {
                value.has("start") ? span(value.path("start").stringValue(""))[0] : Long.MIN_VALUE,
                value.has("end") ? span(value.path("end").stringValue(""))[1] : Long.MAX_VALUE
            };
        }
        return span(value.stringValue(""));
    }

    static long[] span(String text) {
        if (text.length() > 10) {
            long start = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            return new long[] {start, text.contains(".") ? start : start + 999};
        }
        int[] parts =
                Arrays.stream(text.split("-", -1)).mapToInt(Integer::parseInt).toArray();
        LocalDate first = LocalDate.of(parts[0], parts.length > 1 ? parts[1] : 1, parts.length > 2 ? parts[2] : 1);
        LocalDate next =
                parts.length == 1 ? first.plusYears(1) : parts.length == 2 ? first.plusMonths(1) : first.plusDays(1);
        return new long[] {millis(first), millis(next) - 1};
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    /** The table of prefixes, for two ranges. */
    static boolean date(String prefix, long[] asked, long[] has) {
        boolean within = has[0] >= asked[0] && has[1] <= asked[1];
        return switch (prefix) {
            case "ne" -> !within;
            case "gt" -> has[1] > asked[1];
            case "lt" -> has[0] < asked[0];
            case "ge" -> has[1] > asked[1] || has[0] >= asked[0];
            case "le" -> has[0] < asked[0] || has[1] <= asked[1];
            case "sa" -> has[0] > asked[1];
            case "eb" -> has[1] < asked[0];
            default -> within;
        };
    }

    static boolean number(String prefix, double asked, double half, double has) {
        boolean within = has >= asked - half && has < asked + half;
        return switch (prefix) {
            case "ne" -> !within;
            case "gt", "sa" -> has > asked;
            case "lt", "eb" -> has < asked;
            case "ge" -> has >= asked;
            case "le" -> has <= asked;
            default -> within;
        };
    }
}
