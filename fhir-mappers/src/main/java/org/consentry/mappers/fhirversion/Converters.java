package org.consentry.mappers.fhirversion;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.GsonTrees;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_10_30;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_30_40;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Which way a resource goes to R4. */
final class Converters {

    /** By version and type; bounded by the types that R4 has. */
    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    /** HAPI converts some of its elements and throws on others. */
    private static final String HALF_KNOWN = "ClinicalImpression";

    private Converters() {}

    static Resource convert(ObjectNode tree, FhirVersion version) throws NotConverted {
        try {
            return whole(tree, version);
        } catch (NotConverted fault) {
            if (!isOfVersion(tree, version)) {
                throw fault;
            }
            return whole(convertible(tree, version), version);
        }
    }

    private static Resource whole(ObjectNode tree, FhirVersion version) throws NotConverted {
        String type = tree.path("resourceType").asString("");
        try {
            if (Types.isBasic(tree)) {
                return Basics.of(tree);
            }
            if (Rewrites.takes(tree, version)) {
                ObjectNode copy = tree.deepCopy();
                Rewrites.rewrite(copy, version);
                Resource resource = rewritten(copy);
                Repairs.names(resource);
                return resource;
            }
            return repaired(tree, version == FhirVersion.STU3 ? stu3(tree) : dstu2(tree));
        } catch (IOException | RuntimeException unknown) {
            // HAPI's converters meet types and input they were not written for with exceptions of every kind.
            if (knows(type, version)) {
                throw new NotConverted(unknown);
            }
            return adapted(tree);
        }
    }

    /** Whether a resource is a good one of its version; it is then no fault of the sender's that it is not converted. */
    private static boolean isOfVersion(ObjectNode tree, FhirVersion version) {
        try {
            return version == FhirVersion.STU3
                    ? new org.hl7.fhir.dstu3.formats.JsonParser().parse(read(tree)) != null
                    : new org.hl7.fhir.dstu2.formats.JsonParser().parse(read(tree)) != null;
        } catch (IOException | RuntimeException | NotConverted fault) {
            return false;
        }
    }

    /** The elements of a resource that are none of its version. */
    static List<String> faults(ObjectNode tree, FhirVersion version) {
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : tree.properties()) {
            ObjectNode alone = tree.objectNode();
            alone.set("resourceType", tree.get("resourceType"));
            if (isOfVersion(alone, version)) {
                alone.set(property.getKey(), property.getValue());
                if (!isOfVersion(alone, version)) {
                    faults.add(property.getKey());
                }
            }
        }
        return faults;
    }

    /** The elements that are converted when they are alone; what else there is, is carried. */
    private static ObjectNode convertible(ObjectNode tree, FhirVersion version) {
        ObjectNode kept = tree.objectNode();
        for (Map.Entry<String, JsonNode> property : tree.properties()) {
            ObjectNode alone = tree.objectNode();
            alone.set("resourceType", tree.get("resourceType"));
            alone.set(property.getKey(), property.getValue());
            try {
                whole(alone, version);
                kept.set(property.getKey(), property.getValue());
            } catch (NotConverted fault) {
                kept.remove(property.getKey());
            }
        }
        return kept;
    }

    /** Whether a converter is written for the type; what it throws on is then no resource of that type. */
    private static boolean knows(String type, FhirVersion version) {
        boolean possible = !type.equals(HALF_KNOWN)
                && FhirJson.context().getResourceTypes().contains(Types.r4(type));
        return possible && KNOWN.computeIfAbsent(version + " " + type, key -> converts(type, version));
    }

    private static boolean converts(String type, FhirVersion version) {
        ObjectNode empty = JsonNodeFactory.instance.objectNode().put("resourceType", type);
        try {
            if (!Rewrites.takes(empty, version)) {
                Resource ignored = version == FhirVersion.STU3 ? stu3(empty) : dstu2(empty);
                return ignored != null;
            }
            return true;
        } catch (IOException | RuntimeException | NotConverted e) {
            return false;
        }
    }

    /** What no converter is written for, by R4's definitions. */
    private static Resource adapted(ObjectNode tree) throws NotConverted {
        try {
            Resource resource = rewritten(Adapted.of(tree.deepCopy()));
            Repairs.make(resource);
            return resource;
        } catch (IOException | RuntimeException e) {
            throw new NotConverted(e);
        }
    }

    /** By the generated parser, which is fast and strict; what it refuses, by HAPI's, which reads around small faults. */
    static Resource rewritten(ObjectNode tree) throws IOException, NotConverted {
        JsonObject read = read(tree);
        try {
            return new org.hl7.fhir.r4.formats.JsonParser().parse(read);
        } catch (RuntimeException e) {
            return (Resource) FhirJson.context().newJsonParser().parseResource(tree.toString());
        }
    }

    private static JsonObject read(ObjectNode tree) throws NotConverted {
        try {
            return GsonTrees.of(tree);
        } catch (ArithmeticException tooLong) {
            throw new NotConverted(tooLong);
        }
    }

    private static Resource stu3(ObjectNode tree) throws IOException, NotConverted {
        return r4(new org.hl7.fhir.dstu3.formats.JsonParser().parse(read(tree)));
    }

    /** By way of STU3, whose converter knows types that the direct one does not. */
    private static Resource dstu2(ObjectNode tree) throws IOException, NotConverted {
        return r4(VersionConvertorFactory_10_30.convertResource(
                new org.hl7.fhir.dstu2.formats.JsonParser().parse(read(tree))));
    }

    /** The models say by a plain error that a value is of none of the types that R4 has in its place. */
    private static Resource r4(org.hl7.fhir.dstu3.model.Resource older) throws NotConverted {
        try {
            return VersionConvertorFactory_30_40.convertResource(older);
        } catch (Error error) {
            if (error.getClass() == Error.class) {
                throw new NotConverted(error);
            }
            throw error;
        }
    }

    /** What the converters lose. */
    private static Resource repaired(ObjectNode tree, Resource resource) {
        Repairs.make(resource);
        String recorded = tree.path("dateRecorded").asString("");
        if (resource instanceof Condition condition && !recorded.isEmpty()) {
            // The converter makes a midnight of a day.
            condition.setRecordedDateElement(new DateTimeType(recorded));
        }
        if (resource instanceof Procedure procedure && !procedure.hasStatus()) {
            String status = tree.path("status").asString("unknown");
            procedure.setStatus(
                    switch (status) {
                        case "in-progress" -> Procedure.ProcedureStatus.INPROGRESS;
                        case "aborted" -> Procedure.ProcedureStatus.STOPPED;
                        case "suspended" -> Procedure.ProcedureStatus.ONHOLD;
                        case "completed" -> Procedure.ProcedureStatus.COMPLETED;
                        case "entered-in-error" -> Procedure.ProcedureStatus.ENTEREDINERROR;
                        case "preparation" -> Procedure.ProcedureStatus.PREPARATION;
                        default -> Procedure.ProcedureStatus.UNKNOWN;
                    });
        }
        return resource;
    }
}
