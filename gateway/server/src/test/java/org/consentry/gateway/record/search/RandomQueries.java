package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.search.SearchOracle.Kind;
import org.consentry.gateway.record.search.SearchOracle.Param;
import tools.jackson.databind.JsonNode;

/** Criteria at random, each with what the oracle says of it. */
final class RandomQueries {
    private static final String[] PREFIXES = {"", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"};

    private final RandomRecords records;
    private final SearchOracle oracle;
    private final Random random;

    RandomQueries(RandomRecords records, SearchOracle oracle) {
        this.records = records;
        this.oracle = oracle;
        this.random = records.random;
    }

    /** @param name before the equals sign; values are not yet percent-encoded */
    record Asked(String name, String value, Predicate<JsonNode> holds) {
        Asked under(String prefix, Predicate<JsonNode> other) {
            return new Asked(prefix + name, value, other);
        }
    }

    Asked criterion(String type, int depth) {
        List<Param> params = oracle.params(type);
        int kind = random.nextInt(10);
        List<Param> references =
                params.stream().filter(p -> p.kind() == Kind.REFERENCE).toList();
        if (depth < 3 && kind < 2 && !references.isEmpty()) {
            Param reference = references.get(random.nextInt(references.size()));
            Asked inner = criterion(reference.targets(), depth + 1);
            if (!inner.name().startsWith("_has")) {
                String typed = random.nextBoolean() || !isOnly(reference) ? ":" + reference.targets() : "";
                return inner.under(reference.code() + typed + ".", oracle.leads(reference, inner.holds()));
            }
        }
        if (depth < 3 && kind == 2) {
            List<Param> back = oracle.params.values().stream()
                    .flatMap(List::stream)
                    .filter(p -> p.kind() == Kind.REFERENCE && p.targets().equals(type))
                    .toList();
            if (!back.isEmpty()) {
                Param reference = back.get(random.nextInt(back.size()));
                Asked inner = criterion(reference.type(), depth + 1);
                return inner.under(
                        "_has:" + reference.type() + ":" + reference.code() + ":",
                        oracle.referredBy(reference, inner.holds()));
            }
        }
        if (kind == 3 && type.equals("Observation")) {
            return composite();
        }
        return plain(params.get(random.nextInt(params.size())));
    }

    /** An untyped chain follows all targets; the oracle knows one. */
    private static boolean isOnly(Param reference) {
        return !reference.code().equals("subject")
                && !reference.code().equals("performer")
                && !reference.code().equals("requester")
                && !reference.code().equals("general-practitioner")
                && !reference.code().equals("participant");
    }

    private Asked plain(Param param) {
        if (random.nextInt(8) == 0) {
            boolean missing = random.nextBoolean();
            return new Asked(
                    param.code() + ":missing",
                    Boolean.toString(missing),
                    r -> param.values().apply(r).findAny().isEmpty() == missing);
        }
        return switch (param.kind()) {
            case TOKEN -> token(param);
            case STRING -> string(param);
            case DATE -> date(param);
            case NUMBER -> number(param);
            case QUANTITY -> quantity(param);
            case REFERENCE -> reference(param);
            case URI -> uri(param);
        };
    }

    private JsonNode sample(Param param) {
        List<JsonNode> values = oracle.all(param.type()).stream()
                .flatMap(r -> param.values().apply(r))
                .toList();
        return values.isEmpty()
                ? RandomRecords.JSON.getNodeFactory().stringNode("none")
                : values.get(random.nextInt(values.size()));
    }

    private Asked token(Param param) {
        JsonNode value = sample(param);
        String code = value.isValueNode()
                ? value.asString("")
                : value.path(value.has("code") ? "code" : "value").stringValue("");
        String system = value.isValueNode() ? "" : value.path("system").stringValue("");
        boolean plain = value.isValueNode();
        boolean negated = random.nextInt(4) == 0;
        String text;
        Predicate<JsonNode> one;
        switch (random.nextInt(4)) {
            case 0 -> {
                text = system + "|" + code;
                one = v -> SearchOracle.token(v, system, code);
            }
            case 1 -> {
                boolean whole = !plain && !system.isEmpty();
                text = whole ? system + "|" : code;
                one = v -> SearchOracle.token(v, whole ? system : null, whole ? null : code);
            }
            case 2 -> {
                String other = code + "x";
                text = other + "," + code;
                one = v -> SearchOracle.token(v, null, code) || SearchOracle.token(v, null, other);
            }
            default -> {
                text = code;
                one = v -> SearchOracle.token(v, null, code);
            }
        }
        Predicate<JsonNode> found = oracle.has(param, one);
        return new Asked(param.code() + (negated ? ":not" : ""), text, negated ? found.negate() : found);
    }

    private Asked string(Param param) {
        String value = sample(param).asString("");
        int from = random.nextInt(value.length());
        return switch (random.nextInt(3)) {
            case 0 ->
                new Asked(param.code() + ":exact", escaped(value), oracle.has(param, v -> v.stringValue("")
                        .equals(value)));
            case 1 -> {
                String part = value.substring(from).isBlank() ? value : value.substring(from);
                yield new Asked(param.code() + ":contains", escaped(part), oracle.has(param, v -> SearchOracle.plain(
                                v.stringValue(""))
                        .contains(SearchOracle.plain(part))));
            }
            default -> {
                String start = value.substring(0, from + 1).toUpperCase(Locale.ROOT);
                yield new Asked(
                        param.code(), escaped(start), oracle.has(param, v -> SearchOracle.plain(v.stringValue(""))
                                .startsWith(SearchOracle.plain(start))));
            }
        };
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("$", "\\$")
                .replace("|", "\\|");
    }

    private Asked date(Param param) {
        String prefix = records.pick(PREFIXES);
        String value = records.chance(2) ? records.date(2018, 8, 5) : records.date(1950, 60, 3);
        long[] asked = SearchOracle.span(value);
        return new Asked(
                param.code(),
                prefix + value,
                oracle.has(param, v -> SearchOracle.date(prefix, asked, SearchOracle.span(v))));
    }

    private Asked number(Param param) {
        String prefix = records.pick("", "ne", "gt", "lt", "ge", "le");
        String text = records.pick("0.5", "0.25", "0.4", "1", "0", "5e-1");
        double half = text.equals("0.25") ? 0.005 : text.length() == 1 ? 0.5 : 0.05;
        double asked = Double.parseDouble(text);
        return new Asked(
                param.code(),
                prefix + text,
                oracle.has(param, v -> SearchOracle.number(prefix, asked, half, v.doubleValue())));
    }

    private Asked quantity(Param param) {
        String prefix = records.pick("", "ne", "gt", "lt", "ge", "le");
        int asked = random.nextInt(120);
        String unit = records.pick(RandomRecords.UNITS);
        String value = prefix + asked;
        Predicate<JsonNode> amount = v -> v.has("value")
                && SearchOracle.number(prefix, asked, 0.5, v.path("value").doubleValue());
        return switch (random.nextInt(3)) {
            case 0 ->
                new Asked(
                        param.code(),
                        value + "|" + RandomRecords.UCUM + "|" + unit,
                        oracle.has(
                                param,
                                v -> amount.test(v)
                                        && v.path("code").stringValue("").equals(unit)
                                        && v.path("system").stringValue("").equals(RandomRecords.UCUM)));
            case 1 ->
                new Asked(
                        param.code(),
                        value + "||" + unit,
                        oracle.has(
                                param,
                                v -> amount.test(v)
                                        && (v.path("code").stringValue("").equals(unit)
                                                || v.path("unit")
                                                        .stringValue("")
                                                        .equals(unit))));
            default -> new Asked(param.code(), value, oracle.has(param, amount));
        };
    }

    private Asked reference(Param param) {
        String target = sample(param).asString("");
        String id = target.substring(target.indexOf('/') + 1);
        Predicate<JsonNode> found = oracle.has(param, v -> v.stringValue("").equals(target));
        return switch (random.nextInt(4)) {
            case 0 -> new Asked(param.code(), id, found);
            case 1 -> new Asked(param.code() + ":" + param.targets(), id, found);
            case 2 -> new Asked(param.code(), StoreFixture.BASE + target, found);
            default -> new Asked(param.code(), target + "," + param.targets() + "/nobody", found);
        };
    }

    private Asked uri(Param param) {
        String value = sample(param).asString("");
        return switch (random.nextInt(3)) {
            case 0 ->
                new Asked(
                        param.code() + ":below",
                        value.substring(0, value.lastIndexOf('/')),
                        oracle.has(
                                param, v -> v.stringValue("").startsWith(value.substring(0, value.lastIndexOf('/')))));
            case 1 ->
                new Asked(param.code() + ":above", value + "/more", oracle.has(param, v -> (value + "/more")
                        .startsWith(v.stringValue(""))));
            default ->
                new Asked(param.code(), value, oracle.has(param, v -> v.stringValue("")
                        .equals(value)));
        };
    }

    private Asked composite() {
        String code = records.pick(RandomRecords.CODES);
        String prefix = records.pick("", "gt", "le");
        int asked = random.nextInt(120);
        Predicate<JsonNode> pair = n ->
                SearchOracle.at(n, "code", "coding").anyMatch(c -> SearchOracle.token(c, RandomRecords.LOINC, code))
                        && SearchOracle.at(n, "valueQuantity")
                                .anyMatch(q -> SearchOracle.number(
                                        prefix, asked, 0.5, q.path("value").doubleValue()));
        Predicate<JsonNode> component = r -> SearchOracle.at(r, "component").anyMatch(pair);
        String value = RandomRecords.LOINC + "|" + code + "$" + prefix + asked;
        List<Asked> all = new ArrayList<>();
        all.add(new Asked("code-value-quantity", value, pair));
        all.add(new Asked("component-code-value-quantity", value, component));
        all.add(new Asked("combo-code-value-quantity", value, pair.or(component)));
        String other = records.pick(RandomRecords.CODES);
        all.add(new Asked("component-code-value-concept", code + "$" + other, r -> SearchOracle.at(r, "component")
                .anyMatch(c -> SearchOracle.at(c, "code", "coding").anyMatch(k -> SearchOracle.token(k, null, code))
                        && SearchOracle.at(c, "valueCodeableConcept", "coding")
                                .anyMatch(k -> SearchOracle.token(k, null, other)))));
        return all.get(random.nextInt(all.size()));
    }
}
