package org.consentry.mappers.fhirversion;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.mappers.FhirJson;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_10_30;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_30_40;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
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
            if (knows(tree.path("resourceType").asString(""), version)) {
                throw new NotConverted(unknown);
            }
            return adapted(tree);
        }
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
        JsonObject read = GsonTrees.of(tree);
        try {
            return new org.hl7.fhir.r4.formats.JsonParser().parse(read);
        } catch (RuntimeException e) {
            return (Resource) FhirJson.context().newJsonParser().parseResource(tree.toString());
        }
    }

    private static Resource stu3(ObjectNode tree) throws IOException, NotConverted {
        return VersionConvertorFactory_30_40.convertResource(
                new org.hl7.fhir.dstu3.formats.JsonParser().parse(GsonTrees.of(tree)));
    }

    /** By way of STU3, whose converter knows types that the direct one does not. */
    private static Resource dstu2(ObjectNode tree) throws IOException, NotConverted {
        return VersionConvertorFactory_30_40.convertResource(VersionConvertorFactory_10_30.convertResource(
                new org.hl7.fhir.dstu2.formats.JsonParser().parse(GsonTrees.of(tree))));
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
                        case "aborted", "suspended" -> Procedure.ProcedureStatus.STOPPED;
                        case "completed" -> Procedure.ProcedureStatus.COMPLETED;
                        case "entered-in-error" -> Procedure.ProcedureStatus.ENTEREDINERROR;
                        case "preparation" -> Procedure.ProcedureStatus.PREPARATION;
                        default -> Procedure.ProcedureStatus.UNKNOWN;
                    });
        }
        return resource;
    }
}
