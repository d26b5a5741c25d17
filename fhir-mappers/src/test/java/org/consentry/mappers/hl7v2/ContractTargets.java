package org.consentry.mappers.hl7v2;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a field reaches the element HL7's table names: what a message with the field says and the same one without
 * it does not, in a resource of the table's type or of one that the target's path goes through.
 */
final class ContractTargets {

    private static final ConversionContext CONTEXT = new ConversionContext("contract", ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern THROUGH = Pattern.compile("\\(([A-Z][A-Za-z]+)(?:\\[\\d+])?(?:\\.([a-z][A-Za-z]+))?");
    private static final Pattern CHOICE = Pattern.compile(
            "(DateTime|Period|Quantity|Timing|CodeableConcept|String|Boolean|Integer|Reference|Range|Ratio|Time)$");

    private ContractTargets() {}

    static boolean reached(String table, String field, String path, String message) {
        Set<String> told = facts(message);
        told.removeAll(facts(without(message, field)));
        if (path.contains("xtension") && told.stream().anyMatch(fact -> fact.contains(".extension"))) {
            return true;
        }
        String type = table.substring(4, table.length() - 1).replaceAll("-.*", "");
        String plain = path.replaceAll("\\[[^]]*]", "").strip();
        String element = CHOICE.matcher(plain.replaceAll("[.(#?= ].*", ""))
                .replaceAll("")
                .replace("$this", "");
        if (begins(told, type, element)) {
            return true;
        }
        Matcher through = THROUGH.matcher(plain);
        boolean reached = false;
        while (through.find()) {
            reached |= begins(told, through.group(1), through.group(2) == null ? "" : through.group(2));
        }
        return reached;
    }

    private static boolean begins(Set<String> told, String type, String element) {
        return told.stream().anyMatch(fact -> fact.startsWith(type + "." + element));
    }

    private static String without(String message, String field) {
        String[] segments = message.split("\r");
        int number = Integer.parseInt(field.substring(4)) - (field.startsWith("MSH") ? 1 : 0);
        for (int i = 0; i < segments.length; i++) {
            String[] fields = segments[i].split("\\|", -1);
            if (fields[0].equals(field.substring(0, 3)) && number < fields.length) {
                fields[number] = "";
                segments[i] = String.join("|", fields);
            }
        }
        return String.join("\r", segments);
    }

    private static Set<String> facts(String message) {
        Set<String> facts = new HashSet<>();
        Conversion conversion = new Hl7v2Mapper().convert(message.getBytes(StandardCharsets.UTF_8), CONTEXT);
        if (conversion instanceof Conversion.Converted done) {
            for (JsonNode entry :
                    JSON.readTree(FhirJson.write(done.transactionBundle())).path("entry")) {
                JsonNode resource = entry.path("resource");
                collect(resource.path("resourceType").asString(""), resource, facts);
            }
        }
        return facts;
    }

    private static void collect(String path, JsonNode node, Set<String> facts) {
        if (node.path("url").asString("").endsWith("/hl7v2-field")) {
            return;
        }
        if (node.isArray()) {
            node.forEach(item -> collect(
                    path.endsWith(".contained") ? item.path("resourceType").asString("") : path, item, facts));
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                if (!property.getKey().equals("id")) {
                    String name = property.getKey().replaceFirst("^_", "");
                    collect(path + "." + name, property.getValue(), facts);
                }
            }
        } else {
            facts.add(path + "=" + node.asString(""));
        }
    }
}
