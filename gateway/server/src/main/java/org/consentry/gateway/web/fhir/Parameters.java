package org.consentry.gateway.web.fhir;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Parameters resource of an operation, read and written.
 *
 * @see <a href="https://hl7.org/fhir/R4/parameters.html">parameters.html</a>
 */
public final class Parameters {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final int MOST = 1_000;

    private final ObjectNode root;
    private final ArrayNode list;

    private Parameters(ObjectNode root, ArrayNode list) {
        this.root = root;
        this.list = list;
    }

    /** An empty one, to be filled. */
    public static Parameters create() {
        ObjectNode root = JSON.createObjectNode().put("resourceType", "Parameters");
        return new Parameters(root, root.putArray("parameter"));
    }

    /** Reads a body; an empty body is an empty Parameters. @throws Problem MALFORMED when it is anything else */
    public static Parameters read(byte[] body) {
        if (body.length == 0) {
            return create();
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode root
                    && root.path("resourceType").asString("").equals("Parameters")
                    && root.withArray("parameter").size() <= MOST) {
                return new Parameters(root, root.withArray("parameter"));
            }
        } catch (JacksonException | UnsupportedOperationException e) {
            throw Problem.at(ProblemKind.MALFORMED, "Parameters", "the body must be a Parameters resource");
        }
        throw Problem.at(
                ProblemKind.MALFORMED, "Parameters", "the body must be a Parameters resource of at most 1,000 entries");
    }

    /** The text of the first parameter of that name, whatever its value type. */
    public Optional<String> text(String name) {
        return texts(name).stream().findFirst();
    }

    /** The text of the first parameter of that name. @throws Problem MALFORMED naming it when it is not there */
    public String requireText(String name) {
        return text(name).orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, name, "this parameter is required"));
    }

    /** The texts of all parameters of that name; a reference gives its literal reference. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode parameter : list) {
            if (parameter.path("name").asString("").equals(name)) {
                value(parameter).ifPresent(texts::add);
            }
        }
        return texts;
    }

    /** The names of all parameters. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        list.forEach(parameter -> names.add(parameter.path("name").asString("")));
        return names;
    }

    /** Names and texts of all parameters that have a value. */
    List<Map.Entry<String, String>> pairs() {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (JsonNode parameter : list) {
            value(parameter)
                    .ifPresent(
                            text -> pairs.add(Map.entry(parameter.path("name").asString(""), text)));
        }
        return pairs;
    }

    /** The resource in the first parameter of that name, as UTF-8 JSON. */
    public Optional<byte[]> resource(String name) {
        for (JsonNode parameter : list) {
            if (parameter.path("name").asString("").equals(name)
                    && parameter.path("resource") instanceof ObjectNode it) {
                return Optional.of(it.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** The resources in all parameters of that name, each as UTF-8 JSON. */
    public List<byte[]> resources(String name) {
        List<byte[]> resources = new ArrayList<>();
        for (JsonNode parameter : list) {
            if (parameter.path("name").asString("").equals(name)
                    && parameter.path("resource") instanceof ObjectNode it) {
                resources.add(it.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return resources;
    }

    /** The first parameter of that name whose value is an element of several parts, such as a Coding. */
    public Optional<JsonNode> element(String name) {
        for (JsonNode parameter : list) {
            if (parameter.path("name").asString("").equals(name)) {
                for (var field : parameter.properties()) {
                    if (field.getKey().startsWith("value") && field.getValue().isObject()) {
                        return Optional.of(field.getValue());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The base64 value of a parameter, decoded. @throws Problem MALFORMED naming it when it is not there or not base64 */
    public byte[] requireBytes(String name) {
        try {
            return Base64.getDecoder().decode(requireText(name));
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, name, "not base64");
        }
    }

    /** The parts of every parameter of that name. */
    public List<Parameters> parts(String name) {
        List<Parameters> parts = new ArrayList<>();
        for (JsonNode parameter : list) {
            if (parameter.path("name").asString("").equals(name) && parameter.path("part") instanceof ArrayNode part) {
                parts.add(new Parameters(root, part));
            }
        }
        return parts;
    }

    /** Adds a value; {@code type} is the FHIR type as it stands in {@code value[x]}, such as {@code String}. */
    public Parameters with(String name, String type, String value) {
        list.addObject().put("name", name).put("value" + type, value);
        return this;
    }

    /** Adds a boolean. */
    public Parameters withBoolean(String name, boolean value) {
        list.addObject().put("name", name).put("valueBoolean", value);
        return this;
    }

    /** Adds a whole number. */
    public Parameters withInteger(String name, int value) {
        list.addObject().put("name", name).put("valueInteger", value);
        return this;
    }

    /** Adds an amount of money. */
    public Parameters withMoney(String name, BigDecimal value, String currency) {
        list.addObject()
                .put("name", name)
                .putObject("valueMoney")
                .put("value", value)
                .put("currency", currency);
        return this;
    }

    /** Adds a reference. */
    public Parameters withReference(String name, String reference) {
        list.addObject().put("name", name).putObject("valueReference").put("reference", reference);
        return this;
    }

    /** Adds a whole resource. */
    public Parameters withResource(String name, byte[] resource) {
        list.addObject().put("name", name).set("resource", JSON.readTree(resource));
        return this;
    }

    /** Adds a parameter with parts, which are filled in the one returned. */
    public Parameters part(String name) {
        return new Parameters(root, list.addObject().put("name", name).putArray("part"));
    }

    /** The whole resource as UTF-8 JSON. */
    public byte[] json() {
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> value(JsonNode parameter) {
        for (var field : parameter.properties()) {
            if (field.getKey().startsWith("value")) {
                JsonNode value = field.getValue();
                return value.isObject()
                        ? Optional.of(value.path("reference").asString(""))
                        : Optional.of(value.asString(""));
            }
        }
        return Optional.empty();
    }
}
