package org.consentry.gateway.record.index;

import java.util.function.Consumer;
import org.consentry.gateway.record.definition.Hashes;
import org.consentry.gateway.record.index.IndexRows.QuantityRow;
import tools.jackson.databind.JsonNode;

/**
 * Amounts of the datatypes that number and quantity parameters read. A quantity has a row for its code and, where that
 * differs, one for its unit, because {@code 5.4||mg} may mean either. One with a comparator stands for all that it may be:
 * {@code < 5} is found by {@code lt3} and by {@code eb6}, and by no search for a value.
 */
final class QuantityValues {
    private QuantityValues() {}

    static void read(String datatype, JsonNode value, int key, Consumer<QuantityRow> sink) {
        switch (datatype) {
            case "Range" -> range(value, key, sink);
            case "SampledData" ->
                amount(value.path("origin"), value.path("origin").path("value"), key, sink);
            case "Money" -> {
                double amount = value.path("value").asDouble(Double.NaN);
                String currency = value.path("currency").stringValue("");
                if (!Double.isNaN(amount)) {
                    sink.accept(
                            new QuantityRow(key, amount, amount, Hashes.small("urn:iso:std:iso:4217"), code(currency)));
                }
            }
            default -> amount(value, value.isNumber() ? value : value.path("value"), key, sink);
        }
    }

    private static void amount(JsonNode quantity, JsonNode number, int key, Consumer<QuantityRow> sink) {
        if (number.isNumber()) {
            double value = number.doubleValue();
            switch (quantity.path("comparator").stringValue("")) {
                case "<" -> rows(quantity, Double.NEGATIVE_INFINITY, Math.nextDown(value), key, sink);
                case "<=" -> rows(quantity, Double.NEGATIVE_INFINITY, value, key, sink);
                case ">" -> rows(quantity, Math.nextUp(value), Double.POSITIVE_INFINITY, key, sink);
                case ">=" -> rows(quantity, value, Double.POSITIVE_INFINITY, key, sink);
                default -> rows(quantity, value, value, key, sink);
            }
        }
    }

    private static void range(JsonNode value, int key, Consumer<QuantityRow> sink) {
        JsonNode low = value.path("low");
        JsonNode high = value.path("high");
        JsonNode unit = low.isObject() ? low : high;
        if (unit.isObject()) {
            rows(
                    unit,
                    low.path("value").asDouble(Double.NEGATIVE_INFINITY),
                    high.path("value").asDouble(Double.POSITIVE_INFINITY),
                    key,
                    sink);
        }
    }

    private static void rows(JsonNode quantity, double low, double high, int key, Consumer<QuantityRow> sink) {
        String system = quantity.path("system").stringValue("");
        String code = quantity.path("code").stringValue("");
        String unit = quantity.path("unit").stringValue("");
        sink.accept(new QuantityRow(key, low, high, system.isEmpty() ? 0 : Hashes.small(system), code(code)));
        if (!unit.isEmpty() && !unit.equals(code)) {
            sink.accept(new QuantityRow(key, low, high, 0, code(unit)));
        }
    }

    private static int code(String code) {
        return code.isEmpty() ? 0 : Hashes.small(code);
    }
}
