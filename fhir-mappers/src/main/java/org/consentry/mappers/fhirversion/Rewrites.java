package org.consentry.mappers.fhirversion;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Types that HAPI's converters throw on, rewritten as JSON trees into what R4 requires of them. */
final class Rewrites {

    private static final Set<String> TYPES = Set.of("Device", "Claim", "ExplanationOfBenefit");

    private static final Set<String> OF_DSTU2 = Set.of("MedicationAdministration", "SupplyDelivery");

    private Rewrites() {}

    static boolean takes(ObjectNode tree, FhirVersion version) {
        String type = tree.path("resourceType").asString("");
        return TYPES.contains(type) || (version == FhirVersion.DSTU2 && OF_DSTU2.contains(type));
    }

    static void rewrite(ObjectNode tree, FhirVersion version) {
        switch (tree.path("resourceType").asString("")) {
            case "Device" -> device(tree);
            case "MedicationAdministration" -> administration(tree);
            case "SupplyDelivery" -> supply(tree);
            case "Claim" -> ClaimRewrite.claim(tree, version);
            default -> ClaimRewrite.explanation(tree, version);
        }
        money(tree);
    }

    private static void device(ObjectNode device) {
        JsonNode udi = device.remove("udi");
        if (udi != null && udi.isString()) {
            device.putArray("udiCarrier").addObject().put("carrierHRF", udi.asString());
        } else if (udi instanceof ObjectNode carrier) {
            carrier.remove("name");
            device.putArray("udiCarrier").add(carrier);
        }
        rename(device, "expiry", "expirationDate");
        JsonNode model = device.remove("model");
        if (model != null) {
            device.set("modelNumber", model);
        }
        JsonNode release = device.remove("version");
        if (release != null && release.isString()) {
            device.putArray("version").addObject().put("value", release.asString());
        }
        String status = device.path("status").asString("");
        if (status.equals("available")) {
            device.put("status", "active");
        } else if (status.equals("not-available")) {
            device.put("status", "inactive");
        }
    }

    /** DSTU2's MedicationAdministration. */
    private static void administration(ObjectNode given) {
        rename(given, "patient", "subject");
        rename(given, "encounter", "context");
        rename(given, "reasonGiven", "reasonCode");
        rename(given, "reasonNotGiven", "statusReason");
        rename(given, "effectiveTimeDateTime", "effectiveDateTime");
        rename(given, "effectiveTimePeriod", "effectivePeriod");
        rename(given, "prescription", "request");
        JsonNode practitioner = given.remove("practitioner");
        if (practitioner != null) {
            given.putArray("performer").addObject().set("actor", practitioner);
        }
        JsonNode omitted = given.remove("wasNotGiven");
        if (omitted != null && omitted.asBoolean(false)) {
            given.put("status", "not-done");
        }
        if (given.get("dosage") instanceof ObjectNode dosage) {
            rename(dosage, "siteCodeableConcept", "site");
            rename(dosage, "quantity", "dose");
            dosage.remove("rateRange");
        }
    }

    /** DSTU2's SupplyDelivery: what is supplied is one element now. */
    private static void supply(ObjectNode supply) {
        ObjectNode item = supply.objectNode();
        if (supply.remove("suppliedItem") instanceof ObjectNode reference) {
            item.set("itemReference", reference);
        }
        if (supply.remove("quantity") instanceof ObjectNode quantity) {
            item.set("quantity", quantity);
        }
        if (!item.isEmpty()) {
            supply.set("suppliedItem", item);
        }
        rename(supply, "time", "occurrenceDateTime");
    }

    static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }

    /** Money was a Quantity with a currency for a code; now it is a value and a currency. */
    private static void money(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(Rewrites::money);
        } else if (node instanceof ObjectNode object) {
            if (object.path("system").asString("").equals("urn:iso:std:iso:4217") && object.has("value")) {
                rename(object, "code", "currency");
                object.remove("system");
                object.remove("unit");
            }
            object.forEach(Rewrites::money);
        }
    }
}
