package org.consentry.mappers;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Our trees as the trees that HAPI's generated parsers read, without going by way of text. */
public final class GsonTrees {

    /** No clinical number has more digits on either side; one like 1e99999999 would fill the memory when written out. */
    private static final int MOST_DIGITS = 100;

    private GsonTrees() {}

    /**
     * A tree's copy.
     *
     * @throws ArithmeticException if a number has too many digits
     */
    public static JsonObject of(ObjectNode node) {
        JsonObject object = new JsonObject();
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            object.add(property.getKey(), element(property.getValue()));
        }
        return object;
    }

    private static JsonElement element(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return of(object);
        }
        if (node.isArray()) {
            JsonArray array = new JsonArray(node.size());
            for (JsonNode item : node) {
                array.add(element(item));
            }
            return array;
        }
        if (node.isNumber()) {
            return new JsonPrimitive(number(node));
        }
        if (node.isBoolean()) {
            return new JsonPrimitive(node.booleanValue());
        }
        return node.isNull() ? JsonNull.INSTANCE : new JsonPrimitive(node.asString());
    }

    private static BigDecimal number(JsonNode node) {
        BigDecimal number = node.decimalValue();
        if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
            throw new ArithmeticException("A number has too many digits");
        }
        return number;
    }
}
