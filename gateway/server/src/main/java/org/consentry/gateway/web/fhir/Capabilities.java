package org.consentry.gateway.web.fhir;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.web.fhir.FhirOperation.Level;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The CapabilityStatement, generated from what the router and the store really do.
 *
 * @see <a href="https://hl7.org/fhir/R4/capabilitystatement.html">capabilitystatement.html</a>
 */
final class Capabilities {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OAUTH = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    /** What a search over all types understands. */
    private static final Map<String, String> OVER_ALL = new TreeMap<>(Map.of(
            "_id",
            "token",
            "_lastUpdated",
            "date",
            "_type",
            "special",
            "_tag",
            "token",
            "_security",
            "token",
            "_profile",
            "uri",
            "_source",
            "uri",
            "_text",
            "string",
            "_content",
            "string",
            "_list",
            "special"));

    private static final Map<String, ArrayNode> REVERSE = reverse();
    private static final long AGE_NANOS = 1_000_000_000;

    private final String base;
    private final String issuer;
    private final String date;
    private final List<FhirOperation> operations;
    private final List<WriteRoute> routes;
    private final Function<String, Map<String, SearchParameter>> parameters;
    private volatile Written written = new Written(new byte[0], 0);

    /** @param parameters the search parameters in force of a type, by code */
    Capabilities(
            String base,
            String issuer,
            String date,
            List<FhirOperation> operations,
            List<WriteRoute> routes,
            Function<String, Map<String, SearchParameter>> parameters) {
        this.base = base;
        this.issuer = issuer;
        this.date = date;
        this.operations = operations;
        this.routes = routes;
        this.parameters = parameters;
    }

    private record Written(byte[] json, long at) {}

    /** Written anew when it is a second old, because search parameters may have been posted. */
    byte[] json() {
        Written now = written;
        if (now.json().length == 0 || System.nanoTime() - now.at() > AGE_NANOS) {
            now = new Written(statement(), System.nanoTime());
            written = now;
        }
        return now.json().clone();
    }

    /**
     * What {@code metadata} answers. All that is told here is of R4's normative parts, so {@code normative} is the same.
     *
     * @param mode empty for the default
     */
    byte[] json(String mode) {
        return switch (mode) {
            case "", "full", "normative" -> json();
            case "terminology" -> TerminologyStatement.json(base, date, operations);
            default -> throw Problem.at(ProblemKind.MALFORMED, "mode", "full, normative or terminology");
        };
    }

    private byte[] statement() {
        ObjectNode statement = JSON.createObjectNode()
                .put("resourceType", "CapabilityStatement")
                .put("status", "active")
                .put("date", date)
                .put("kind", "instance")
                .put("fhirVersion", "4.0.1");
        statement.putArray("instantiates").add("http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data");
        statement.putObject("software").put("name", "Consentry");
        statement
                .putObject("implementation")
                .put("description", "Consentry FHIR gateway")
                .put("url", base);
        statement
                .putArray("format")
                .add("application/fhir+json")
                .add("application/fhir+xml")
                .add("json")
                .add("xml");
        statement
                .putArray("patchFormat")
                .add("application/json-patch+json")
                .add("application/xml-patch+xml")
                .add("application/fhir+json")
                .add("application/fhir+xml");
        ObjectNode rest = statement.putArray("rest").addObject().put("mode", "server");
        security(rest.putObject("security"), issuer);
        ArrayNode resources = rest.putArray("resource");
        for (String type : Definitions.r4().types()) {
            resource(resources.addObject(), type);
        }
        ArrayNode overAll = rest.putArray("searchParam");
        OVER_ALL.forEach((name, kind) -> parameter(overAll, name, kind));
        ArrayNode compartments = rest.putArray("compartment");
        List.of("patient", "encounter", "practitioner", "relatedPerson", "device")
                .forEach(owner -> compartments.add("http://hl7.org/fhir/CompartmentDefinition/" + owner));
        ArrayNode interactions = rest.putArray("interaction");
        List.of("transaction", "batch", "search-system", "history-system")
                .forEach(code -> interactions.addObject().put("code", code));
        operations(rest, shape -> shape.levels().contains(Level.SYSTEM));
        return statement.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void security(ObjectNode security, String issuer) {
        security.put("cors", true);
        ArrayNode codings = security.putArray("service").addObject().putArray("coding");
        codings.addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
                .put("code", "SMART-on-FHIR");
        ObjectNode uris = security.putArray("extension").addObject().put("url", OAUTH);
        ArrayNode endpoints = uris.putArray("extension");
        endpoints.addObject().put("url", "token").put("valueUri", issuer + "/protocol/openid-connect/token");
        endpoints.addObject().put("url", "authorize").put("valueUri", issuer + "/protocol/openid-connect/auth");
    }

    private void resource(ObjectNode resource, String type) {
        boolean routed = routes.stream()
                .anyMatch(route -> route.isWhole() && route.type().equals(type));
        resource.put("type", type);
        ArrayNode interactions = resource.putArray("interaction");
        List.of("read", "vread", "history-instance", "history-type", "search-type", "create")
                .forEach(code -> interactions.addObject().put("code", code));
        if (!routed) {
            interactions.addObject().put("code", "update");
            interactions.addObject().put("code", "patch");
            interactions.addObject().put("code", "delete");
        }
        resource.put("versioning", "versioned-update")
                .put("readHistory", true)
                .put("updateCreate", !routed)
                .put("conditionalCreate", !routed)
                .put("conditionalRead", "full-support")
                .put("conditionalUpdate", !routed)
                .put("conditionalDelete", routed ? "not-supported" : "single");
        if (type.equals("Subscription")) {
            SubscriptionCapability.describe(resource);
        }
        searches(resource, type);
        ObjectNode holder = JSON.createObjectNode();
        operations(
                holder,
                shape -> shape.types().contains(type)
                        || (shape.types().isEmpty() && !shape.levels().equals(java.util.Set.of(Level.SYSTEM))));
        if (type.equals("Patient")) {
            holder.withArray("operation")
                    .addObject()
                    .put("name", "everything")
                    .put("definition", "http://hl7.org/fhir/OperationDefinition/Patient-everything");
        }
        resource.setAll(holder);
    }

    private void searches(ObjectNode resource, String type) {
        ArrayNode includes = JSON.createArrayNode();
        ArrayNode searched = JSON.createArrayNode();
        parameter(searched, "_id", "token");
        parameter(searched, "_lastUpdated", "date");
        parameter(searched, "_text", "string");
        parameter(searched, "_content", "string");
        parameter(searched, "_list", "special");
        parameter(searched, "_filter", "special");
        if (type.equals("Location")) {
            parameter(searched, "near", "special");
        }
        for (SearchParameter parameter : parameters.apply(type).values()) {
            parameter(searched, parameter.code(), parameter.kind().name().toLowerCase(Locale.ROOT));
            if (parameter.kind() == ParameterKind.REFERENCE) {
                includes.add(type + ":" + parameter.code());
            }
        }
        if (!includes.isEmpty()) {
            resource.set("searchInclude", includes);
        }
        ArrayNode reverse = REVERSE.getOrDefault(type, JSON.createArrayNode());
        if (!reverse.isEmpty()) {
            resource.set("searchRevInclude", reverse);
        }
        resource.set("searchParam", searched);
    }

    private static void parameter(ArrayNode parameters, String name, String kind) {
        parameters.addObject().put("name", name).put("type", kind);
    }

    /** Who refers to a type, by type. */
    private static Map<String, ArrayNode> reverse() {
        Map<String, ArrayNode> reverse = new HashMap<>();
        for (String type : Definitions.r4().types()) {
            for (SearchParameter parameter : Definitions.r4().parameters(type).values()) {
                if (parameter.kind() == ParameterKind.REFERENCE) {
                    for (String target : parameter.targets()) {
                        reverse.computeIfAbsent(target, t -> JSON.createArrayNode())
                                .add(type + ":" + parameter.code());
                    }
                }
            }
        }
        return reverse;
    }

    private void operations(ObjectNode holder, Predicate<OperationShape> told) {
        operations.stream().map(FhirOperation::shape).filter(told).forEach(shape -> {
            ArrayNode listed = holder.withArray("operation");
            operation(listed, shape.name(), shape.definition());
            // The Bulk Data guide's own definitions have other names than codes; clients look for either.
            String defined = shape.definition().substring(shape.definition().lastIndexOf('/') + 1);
            if (shape.name().equals("export") && !defined.equals("export")) {
                operation(listed, defined, shape.definition());
            }
        });
    }

    private static void operation(ArrayNode listed, String name, String definition) {
        listed.addObject().put("name", name).put("definition", definition);
    }
}
