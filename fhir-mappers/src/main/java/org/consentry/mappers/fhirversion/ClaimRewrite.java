package org.consentry.mappers.fhirversion;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Claim and ExplanationOfBenefit: the renamed elements, and what R4 newly requires, absent with a reason. */
final class ClaimRewrite {

    private static final String CLAIM_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type";
    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private ClaimRewrite() {}

    static void claim(ObjectNode claim, FhirVersion version) {
        common(claim, version);
        if (!claim.has("status")) {
            claim.put("status", "active");
        }
        if (version == FhirVersion.DSTU2 && claim.path("type").isString()) {
            String type = claim.path("type").asString();
            coding(claim.putObject("type"), CLAIM_TYPE, type);
        }
        JsonNode priority = claim.get("priority");
        if (priority == null) {
            coding(claim.putObject("priority"), "http://terminology.hl7.org/CodeSystem/processpriority", "normal");
        } else if (!priority.has("coding")) {
            claim.putObject("priority").putArray("coding").add(priority);
        }
        for (JsonNode diagnosis : claim.path("diagnosis")) {
            if (diagnosis instanceof ObjectNode object && object.has("diagnosis")) {
                concept(object, "diagnosis", "diagnosisCodeableConcept");
            }
        }
        insurance(claim, true);
    }

    static void explanation(ObjectNode explanation, FhirVersion version) {
        common(explanation, version);
        if (!explanation.has("outcome") || explanation.path("outcome").isObject()) {
            explanation.put("outcome", "complete");
        }
        Rewrites.rename(explanation, "claimReference", "claim");
        if (!explanation.has("insurer")) {
            absent(explanation.putObject("insurer"));
        }
        explanation.path("contained").forEach(ClaimRewrite::contained);
        insurance(explanation, true);
        total(explanation, "totalCost", "submitted");
        total(explanation, "totalBenefit", "benefit");
        explanation.remove("unallocDeductable");
        JsonNode payment = explanation.get("payment");
        if (payment instanceof ObjectNode object && object.path("type").has("code")) {
            concept(object, "type", "type");
        }
        for (JsonNode item : explanation.path("item")) {
            for (JsonNode adjudication : item.path("adjudication")) {
                if (adjudication instanceof ObjectNode object && !object.has("category")) {
                    object.putObject("category").put("text", "unknown");
                }
            }
        }
    }

    /** R4 has totals by category. */
    private static void total(ObjectNode explanation, String name, String category) {
        if (explanation.remove(name) instanceof ObjectNode amount) {
            ObjectNode total = explanation.withArray("total").addObject();
            coding(total.putObject("category"), "http://terminology.hl7.org/CodeSystem/adjudication", category);
            total.set("amount", amount);
        }
    }

    private static void common(ObjectNode claim, FhirVersion version) {
        String use = claim.path("use").asString("");
        claim.put(
                "use",
                use.equals("proposed") ? "preauthorization" : use.equals("exploratory") ? "predetermination" : "claim");
        if (!claim.has("type")) {
            coding(claim.putObject("type"), CLAIM_TYPE, "institutional");
        }
        JsonNode organization = claim.remove("organization");
        if (organization instanceof ObjectNode && !claim.has("provider")) {
            claim.set("provider", organization);
        } else if (organization instanceof ObjectNode) {
            String path = claim.path("resourceType").asString("") + ".organization";
            Carried.beside(claim, version, path, "Reference", organization);
        }
        if (!claim.has("provider")) {
            absent(claim.putObject("provider"));
        }
        if (!claim.has("created")) {
            String start = claim.path("billablePeriod").path("end").asString("");
            if (start.isEmpty()) {
                absent(claim.putObject("_created"));
            } else {
                claim.put("created", start);
            }
        }
        Rewrites.rename(claim, "information", "supportingInfo");
        for (JsonNode info : claim.path("supportingInfo")) {
            if (info instanceof ObjectNode object && object.path("reason").isObject()) {
                JsonNode reason = object.remove("reason");
                object.putObject("reason").setAll(((ObjectNode) reason).deepCopy());
            }
        }
        JsonNode prescription = claim.remove("prescriptionReference");
        if (prescription != null) {
            claim.set("prescription", prescription);
        }
        for (String gone : new String[] {
            "employmentImpacted",
            "hospitalization",
            "ruleset",
            "originalRuleset",
            "target",
            "coverage",
            "school",
            "interventionException",
            "missingTeeth",
            "exception",
            "additionalMaterials",
            "condition"
        }) {
            claim.remove(gone);
        }
        money(claim);
        items(claim, version);
    }

    /** What an explanation carries with it: R4 wants more of a coverage, and calls a referral a service request. */
    private static void contained(JsonNode node) {
        if (!(node instanceof ObjectNode resource)) {
            return;
        }
        String type = resource.path("resourceType").asString("");
        if (type.equals("Coverage")) {
            if (!resource.has("status")) {
                resource.put("status", "active");
            }
            if (!resource.has("beneficiary")) {
                absent(resource.putObject("beneficiary"));
            }
            if (!resource.has("payor")) {
                absent(resource.putArray("payor").addObject());
            }
        } else if (type.equals("ReferralRequest")) {
            resource.put("resourceType", "ServiceRequest");
            JsonNode requester = resource.remove("requester");
            if (requester != null && requester.has("agent")) {
                resource.set("requester", requester.get("agent"));
            }
            Rewrites.rename(resource, "recipient", "performer");
            Rewrites.rename(resource, "context", "encounter");
            if (!resource.has("subject")) {
                absent(resource.putObject("subject"));
            }
        }
    }

    private static void money(ObjectNode claim) {
        JsonNode total = claim.get("total");
        if (total instanceof ObjectNode
                && claim.path("resourceType").asString("").equals("ExplanationOfBenefit")) {
            claim.remove("total");
        }
    }

    private static void items(ObjectNode claim, FhirVersion version) {
        for (JsonNode node : claim.path("item")) {
            if (node instanceof ObjectNode item) {
                Rewrites.rename(item, "careTeamLinkId", "careTeamSequence");
                Rewrites.rename(item, "diagnosisLinkId", "diagnosisSequence");
                Rewrites.rename(item, "procedureLinkId", "procedureSequence");
                Rewrites.rename(item, "informationLinkId", "informationSequence");
                JsonNode service = item.remove("service");
                if (item.remove("type") instanceof ObjectNode type) {
                    String path = claim.path("resourceType").asString("") + ".item.type";
                    Carried.beside(item, version, path, "Coding", type);
                }
                if (service instanceof ObjectNode object) {
                    item.set(
                            "productOrService",
                            object.has("coding") || object.has("text") ? object : wrapped(item, object));
                } else if (!item.has("productOrService")) {
                    item.putObject("productOrService").put("text", "unknown");
                }
                adjudications(item);
            }
        }
    }

    /** A reason without an amount is no adjudication that R4 knows; the category must be there. */
    private static void adjudications(ObjectNode item) {
        for (JsonNode adjudication : item.path("adjudication")) {
            if (adjudication instanceof ObjectNode object
                    && object.path("category").has("code")) {
                concept(object, "category", "category");
            }
        }
    }

    private static void insurance(ObjectNode claim, boolean required) {
        JsonNode insurance = claim.get("insurance");
        if (insurance instanceof ObjectNode single) {
            claim.remove("insurance");
            ArrayNode array = claim.putArray("insurance");
            array.add(single);
            single.put("focal", true);
        }
        boolean first = true;
        for (JsonNode one : claim.path("insurance")) {
            if (one instanceof ObjectNode object) {
                number(object, claim);
                object.put("focal", first);
                first = false;
                if (!object.has("coverage")) {
                    absent(object.putObject("coverage"));
                }
            }
        }
        if (first && required) {
            ObjectNode unknown = claim.putArray("insurance").addObject();
            number(unknown, claim);
            unknown.put("focal", true);
            absent(unknown.putObject("coverage"));
        }
    }

    /** Claims number their insurances; explanations do not. */
    private static void number(ObjectNode insurance, ObjectNode claim) {
        if (claim.path("resourceType").asString("").equals("Claim")) {
            if (!insurance.has("sequence")) {
                insurance.put("sequence", 1);
            }
        } else {
            insurance.remove("sequence");
        }
    }

    private static void concept(ObjectNode object, String from, String to) {
        JsonNode coding = object.remove(from);
        if (coding != null) {
            object.putObject(to).putArray("coding").add(coding);
        }
    }

    private static ObjectNode wrapped(ObjectNode parent, ObjectNode coding) {
        ObjectNode concept = parent.objectNode();
        concept.putArray("coding").add(coding);
        return concept;
    }

    private static void coding(ObjectNode concept, String system, String code) {
        concept.putArray("coding").addObject().put("system", system).put("code", code);
    }

    private static void absent(ObjectNode element) {
        element.putArray("extension").addObject().put("url", ABSENT).put("valueCode", "unknown");
    }
}
