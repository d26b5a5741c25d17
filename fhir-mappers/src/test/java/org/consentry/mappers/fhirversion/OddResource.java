package org.consentry.mappers.fhirversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An older resource made of many of its elements, with something done to it. The same number makes the same one. */
final class OddResource {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Definitions of software and of FHIR itself; see ValidElementTests. */
    private static final Set<String> LEFT_OUT = ValidElementTests.DEFINITIONS;

    private static final String[] VALUES = {
        "null",
        "[]",
        "{}",
        "[null]",
        "[{}]",
        "\"\"",
        "\" \"",
        "true",
        "false",
        "0",
        "-1",
        "7.10",
        "-0.000001",
        "123456789012345678901234567890",
        "1e40",
        "\"2026\"",
        "\"2026-02\"",
        "\"2026-02-29\"",
        "\"2026-13-45\"",
        "\"20260101\"",
        "\"2026-01-01T24:00:00Z\"",
        "\"2026-01-01T10:00\"",
        "\"Zq of \\u00fcn\\u00ef and \\ud835\\udd18\"",
        "\"Zq\\u0000\\u0007\\n\\ttext\"",
        "\"Zq  two  blanks \"",
        "\"#zq-none\"",
        "\"Patient/zq1\"",
        "\"ProcedureRequest/zq1\"",
        "\"http://example.org/zq 1\"",
        "\"unknown\"",
        "\"entered-in-error\"",
        "\"http://hl7.org/fhir/v3/ActCode\"",
        "{\"text\":\"Zq concept\"}",
        "{\"coding\":[{\"code\":\"zq\"}]}",
        "{\"reference\":\"#zq-none\"}",
        "{\"reference\":\"Patient/zq1\",\"display\":\"Zq\"}",
        "{\"value\":5}",
        "{\"value\":5,\"unit\":\"mg\",\"code\":\"mg\"}",
        "{\"value\":5,\"comparator\":\"<\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"a\"}",
        "{\"start\":\"2026-05-01\",\"end\":\"2026-04\"}",
        "{\"low\":{\"value\":9},\"high\":{\"value\":3}}",
        "{\"numerator\":{\"value\":9}}",
        "{\"extension\":[{\"url\":\"urn:zq\",\"valueString\":\"Zq\",\"extension\":[{\"url\":\"urn:zr\"}]}]}",
        "{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><script>Zq</script></div>\"}",
        "{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"> </div>\"}",
        "{\"status\":\"generated\",\"div\":\"Zq no markup\"}",
        "{\"data\":\"AAAA\"}",
        "[{\"resourceType\":\"Patient\",\"id\":\"#p\",\"meta\":{\"versionId\":\"1\",\"security\":[{\"code\":\"R\"}]},"
                + "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o_1\",\"name\":\"Zq\"}],"
                + "\"managingOrganization\":{\"reference\":\"#o_1\"}}]"
    };
    private static final String[] NAMES = {
        "id",
        "text",
        "contained",
        "status",
        "extension",
        "modifierExtension",
        "meta",
        "language",
        "code",
        "unknownZq",
        "value",
        "identifier",
        "implicitRules",
        "_status"
    };

    private final Random random;
    private final FhirVersion version;
    private final ObjectNode tree;

    OddResource(int number) {
        random = new Random(number * 7_919L + 1);
        version = random.nextBoolean() ? FhirVersion.STU3 : FhirVersion.DSTU2;
        tree = made();
        for (int i = random.nextInt(4); i > 0; i--) {
            mutate();
        }
    }

    FhirVersion version() {
        return version;
    }

    ObjectNode tree() {
        return tree;
    }

    private ObjectNode made() {
        List<String> types = OlderElements.types(version).stream()
                .filter(type -> !LEFT_OUT.contains(type) && !type.equals("Bundle"))
                .toList();
        String type = types.get(random.nextInt(types.size()));
        ObjectNode resource = NODES.objectNode().put("resourceType", type).put("id", "x1");
        OlderElements elements = new OlderElements(version);
        Object model = elements.resource(type);
        if (model == null) {
            return resource;
        }
        List<OlderElements.Child> children = elements.children(model);
        for (int i = 1 + random.nextInt(8); i > 0 && !children.isEmpty(); i--) {
            OlderElements.Child child = children.get(random.nextInt(children.size()));
            String one = child.types().get(random.nextInt(child.types().size()));
            if (resource.propertyNames().stream().noneMatch(name -> name.startsWith(child.name()))) {
                elements.put(resource, model, child, one);
            }
        }
        for (OlderElements.Leaf leaf : List.copyOf(elements.leaves())) {
            if (leaf.codes().size() > 1 && random.nextBoolean()) {
                String code = leaf.codes().get(random.nextInt(leaf.codes().size()));
                return OlderElements.with(resource, leaf.pointer(), code);
            }
        }
        return resource;
    }

    private void mutate() {
        List<JsonNode> places = new ArrayList<>();
        gather(tree, places);
        JsonNode place = places.get(random.nextInt(places.size()));
        if (place instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            boolean fresh = names.isEmpty() || random.nextInt(4) == 0;
            String name = fresh ? NAMES[random.nextInt(NAMES.length)] : names.get(random.nextInt(names.size()));
            if (name.equals("resourceType") && random.nextInt(10) > 0) {
                return;
            }
            JsonNode value = object.get(name);
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> {
                    if (value != null && value.isArray() && !value.isEmpty()) {
                        object.set(name, value.get(0));
                    } else if (value != null) {
                        object.set(name, NODES.arrayNode().add(value).add(value.deepCopy()));
                    }
                }
                default -> object.set(name, odd());
            }
        } else if (place instanceof ArrayNode array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(3)) {
                case 0 -> array.remove(at);
                case 1 -> array.add(array.get(at).deepCopy());
                default -> array.set(at, odd());
            }
        }
    }

    private static void gather(JsonNode node, List<JsonNode> places) {
        if (node.isContainer()) {
            places.add(node);
            node.forEach(child -> gather(child, places));
        }
    }

    private JsonNode odd() {
        return JSON.readTree(VALUES[random.nextInt(VALUES.length)]);
    }
}
