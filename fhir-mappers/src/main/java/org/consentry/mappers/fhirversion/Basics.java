package org.consentry.mappers.fhirversion;

import java.io.IOException;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import tools.jackson.databind.node.ObjectNode;

/** A resource of a type that R4 no longer has: a Basic that says of what type it was; Lossless adds all the rest. */
final class Basics {

    private static final List<String> SAME =
            List.of("id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension");

    private static final int DAY = "2026-01-01".length();

    private Basics() {}

    static Resource of(ObjectNode tree) throws IOException, NotConverted {
        String type = tree.path("resourceType").asString("");
        ObjectNode basic = tree.objectNode().put("resourceType", "Basic");
        SAME.stream().filter(tree::has).forEach(name -> basic.set(name, tree.get(name)));
        ObjectNode code = basic.putObject("code");
        code.putArray("coding")
                .addObject()
                .put("system", CodeSystems.before("http://hl7.org/fhir/resource-types"))
                .put("code", type);
        for (String name : List.of("subject", "patient")) {
            if (tree.get(name) instanceof ObjectNode reference && !basic.has("subject")) {
                basic.set("subject", reference);
            }
        }
        String created = tree.path("created").asString("");
        if (!created.isEmpty()) {
            // R4 has the day alone; the time is carried.
            basic.put("created", created.substring(0, Math.min(DAY, created.length())));
        }
        Resource resource = Converters.rewritten(basic);
        Repairs.names(resource);
        return resource;
    }
}
