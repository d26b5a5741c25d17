package org.consentry.mappers.fhirversion;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.hl7.fhir.r4.formats.JsonCreator;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An R4 resource as a tree, from what the generated writer would write, without going by way of text. */
final class TreeTokens implements JsonCreator {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode root = NODES.objectNode();
    private final Deque<JsonNode> open = new ArrayDeque<>();
    private String name = "";

    private TreeTokens() {
        open.push(root);
    }

    static ObjectNode of(Resource resource) throws IOException {
        TreeTokens tokens = new TreeTokens();
        new JsonParser().compose(tokens, resource);
        return tokens.root;
    }

    private void put(JsonNode value) {
        if (open.element() instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            ((ArrayNode) open.element()).add(value);
        }
    }

    private void begin(JsonNode container) {
        put(container);
        open.push(container);
    }

    @Override
    public void setIndent(@Nullable String indent) {
        // A tree has no layout.
    }

    @Override
    public void beginObject() {
        begin(NODES.objectNode());
    }

    @Override
    public void endObject() {
        open.pop();
    }

    @Override
    public void nullValue() {
        put(NODES.nullNode());
    }

    @Override
    public void name(String text) {
        name = text;
    }

    @Override
    public void value(@Nullable String value) {
        put(value == null ? NODES.nullNode() : NODES.stringNode(value));
    }

    @Override
    public void value(Boolean value) {
        put(NODES.booleanNode(value));
    }

    @Override
    public void value(@Nullable BigDecimal value) {
        put(value == null ? NODES.nullNode() : NODES.numberNode(value));
    }

    @Override
    public void valueNum(String value) {
        put(NODES.numberNode(new BigDecimal(value)));
    }

    @Override
    public void value(Integer value) {
        put(NODES.numberNode(value));
    }

    @Override
    public void beginArray() {
        begin(NODES.arrayNode());
    }

    @Override
    public void endArray() {
        open.pop();
    }

    @Override
    public void finish() {
        // The tree is whole already.
    }

    @Override
    public void link(@Nullable String target) {
        // Links are for HTML only.
    }
}
