package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A small hospital made up at random: twelve types whose elements repeat, are missing and are of limited precision. */
final class RandomRecords {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String LOINC = "http://loinc.org";
    static final String UCUM = "http://unitsofmeasure.org";
    static final String[] CODES = {"8867-4", "8480-6", "8462-4", "29463-7"};
    static final String[] WORDS = {"Müller", "Muller", "O'Neil", "van der Berg", "Ångström", "Bird", "bi%rd", "a_b"};
    static final String[] UNITS = {"mm[Hg]", "kg", "/min"};
    static final String[] STATUSES = {"final", "amended", "preliminary"};

    final Random random;
    final Map<String, List<ObjectNode>> byType = new LinkedHashMap<>();

    RandomRecords(long seed) {
        this.random = new Random(seed);
        make("Organization", 6, this::organization);
        make("Practitioner", 6, this::practitioner);
        make("Location", 6, this::location);
        make("Patient", 14, this::patient);
        make("Encounter", 40, this::encounter);
        make("Condition", 40, this::condition);
        make("Observation", 120, this::observation);
        make("MedicationRequest", 30, this::medicationRequest);
        make("DiagnosticReport", 25, this::report);
        make("RiskAssessment", 25, this::risk);
        make("Appointment", 20, this::appointment);
        make("ValueSet", 12, this::valueSet);
    }

    private interface Maker {
        void fill(ObjectNode resource);
    }

    private void make(String type, int count, Maker maker) {
        List<ObjectNode> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ObjectNode resource = JSON.createObjectNode().put("resourceType", type);
            resource.put("id", type.substring(0, 2).toLowerCase(Locale.ROOT) + i);
            if (chance(3)) {
                resource.putObject("meta")
                        .putArray("tag")
                        .addObject()
                        .put("system", "urn:tags")
                        .put("code", pick("red", "green"));
            }
            byType.put(type, made);
            maker.fill(resource);
            made.add(resource);
        }
    }

    private List<ObjectNode> made(String type) {
        return byType.getOrDefault(type, List.of());
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    private void organization(ObjectNode it) {
        it.put("name", pick(WORDS) + " " + pick("Clinic", "Hospital"));
        it.put("active", !chance(4));
        if (!made("Organization").isEmpty() && !chance(3)) {
            refer(it, "partOf", "Organization");
        }
        address(it.putArray("address").addObject());
    }

    private void practitioner(ObjectNode it) {
        name(it);
        identifier(it, "urn:staff");
    }

    private void location(ObjectNode it) {
        it.put("name", pick(WORDS));
        it.put("status", pick("active", "suspended"));
        refer(it, "managingOrganization", "Organization");
        if (!made("Location").isEmpty() && chance(2)) {
            refer(it, "partOf", "Location");
        }
    }

    private void patient(ObjectNode it) {
        name(it);
        identifier(it, "urn:mrn");
        if (!chance(5)) {
            it.put("gender", pick("male", "female", "other"));
        }
        if (!chance(5)) {
            it.put("birthDate", date(1950, 60, 3));
        }
        if (chance(4)) {
            it.put("deceasedDateTime", date(2015, 10, 4));
        } else if (chance(2)) {
            it.put("deceasedBoolean", chance(2));
        }
        if (!chance(3)) {
            refer(it, "managingOrganization", "Organization");
        }
        if (chance(2)) {
            address(it.putArray("address").addObject());
        }
        ArrayNode telecom = it.putArray("telecom");
        telecom.addObject().put("system", "phone").put("value", "55-" + random.nextInt(4));
        telecom.addObject().put("system", "email").put("value", pick("Ann", "Bob") + "@Example.org");
        for (int i = random.nextInt(3); i > 0; i--) {
            it.withArray("generalPractitioner").add(reference("Practitioner"));
        }
    }

    private void encounter(ObjectNode it) {
        it.put("status", pick("finished", "planned", "in-progress"));
        it.putObject("class").put("system", "urn:class").put("code", pick("AMB", "IMP"));
        refer(it, "subject", "Patient");
        period(it, "period");
        if (chance(2)) {
            refer(it, "serviceProvider", "Organization");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            it.withArray("participant").addObject().set("individual", reference("Practitioner"));
        }
        if (chance(2)) {
            it.putArray("location").addObject().set("location", reference("Location"));
        }
        if (chance(2)) {
            it.putObject("length")
                    .put("value", random.nextInt(100))
                    .put("system", UCUM)
                    .put("code", "min");
        }
    }

    private void condition(ObjectNode it) {
        concept(it, "code");
        refer(it, "subject", "Patient");
        if (chance(2)) {
            refer(it, "encounter", "Encounter");
        }
        switch (random.nextInt(4)) {
            case 0 -> it.put("onsetDateTime", date(2019, 6, 5));
            case 1 -> period(it, "onsetPeriod");
            case 2 -> it.put("onsetString", pick(WORDS));
            default -> {
                // No onset.
            }
        }
        if (chance(2)) {
            it.put("recordedDate", date(2019, 6, 5));
        }
    }

    private void observation(ObjectNode it) {
        it.put("status", pick(STATUSES));
        concept(it, "code");
        refer(it, "subject", "Patient");
        if (chance(2)) {
            refer(it, "encounter", "Encounter");
        }
        if (chance(2)) {
            it.putArray("performer").add(reference("Practitioner"));
        }
        switch (random.nextInt(4)) {
            case 0 -> it.put("effectiveDateTime", date(2019, 6, 5));
            case 1 -> period(it, "effectivePeriod");
            case 2 -> it.put("effectiveInstant", date(2019, 6, 6));
            default -> {
                // No time.
            }
        }
        value(it);
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode component = it.withArray("component").addObject();
            concept(component, "code");
            value(component);
        }
    }

    private void value(ObjectNode it) {
        switch (random.nextInt(4)) {
            case 0, 1 -> quantity(it.putObject("valueQuantity"));
            case 2 -> concept(it, "valueCodeableConcept");
            default -> {
                // Without a value.
            }
        }
    }

    private void medicationRequest(ObjectNode it) {
        it.put("status", pick("active", "stopped"));
        it.put("intent", "order");
        concept(it, "medicationCodeableConcept");
        refer(it, "subject", "Patient");
        it.put("authoredOn", date(2019, 6, 5));
        if (chance(2)) {
            refer(it, "requester", "Practitioner");
        }
    }

    private void report(ObjectNode it) {
        it.put("status", pick(STATUSES));
        concept(it, "code");
        refer(it, "subject", "Patient");
        for (int i = random.nextInt(4); i > 0; i--) {
            it.withArray("result").add(reference("Observation"));
        }
        it.put("issued", date(2019, 6, 6));
    }

    private void risk(ObjectNode it) {
        it.put("status", pick(STATUSES));
        refer(it, "subject", "Patient");
        for (int i = random.nextInt(3); i > 0; i--) {
            it.withArray("prediction").addObject().put("probabilityDecimal", random.nextInt(40) / 40.0);
        }
    }

    private void appointment(ObjectNode it) {
        it.put("status", pick("booked", "arrived"));
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            it.withArray("participant").addObject().set("actor", reference("Patient"));
        }
        if (chance(2)) {
            it.withArray("participant").addObject().set("actor", reference("Practitioner"));
        }
        it.put("start", date(2019, 6, 6));
    }

    private void valueSet(ObjectNode it) {
        it.put("url", "http://example.org/fhir/" + pick("a", "b") + "/" + pick("x", "y", "xy"));
        it.put("status", pick("draft", "active"));
        it.put("version", pick("1", "2"));
    }

    private void name(ObjectNode it) {
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            ObjectNode name = it.withArray("name").addObject();
            name.put("family", pick(WORDS));
            if (chance(2)) {
                name.putArray("given").add(pick("Ann", "Bob")).add(pick(WORDS));
            }
        }
    }

    private void address(ObjectNode address) {
        address.put("city", pick("Zürich", "Bern", "Oslo"));
        address.put("postalCode", Integer.toString(1000 + random.nextInt(5)));
    }

    private void identifier(ObjectNode it, String system) {
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode identifier = it.withArray("identifier").addObject();
            if (!chance(3)) {
                identifier.put("system", system);
            }
            identifier.put("value", "N" + random.nextInt(8));
        }
    }

    private void concept(ObjectNode it, String field) {
        ObjectNode concept = it.putObject(field);
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            ObjectNode coding = concept.withArray("coding").addObject();
            if (!chance(4)) {
                coding.put("system", pick(LOINC, "urn:other"));
            }
            coding.put("code", pick(CODES));
            if (chance(2)) {
                coding.put("display", pick(WORDS));
            }
        }
        if (chance(3)) {
            concept.put("text", pick(WORDS));
        }
    }

    private void quantity(ObjectNode it) {
        it.put("value", random.nextInt(800) / pow10(random.nextInt(3)));
        if (!chance(4)) {
            it.put("system", UCUM).put("code", pick(UNITS));
        }
        if (chance(2)) {
            it.put("unit", pick("unit", "kg"));
        }
    }

    private static double pow10(int exponent) {
        return Math.pow(10, exponent);
    }

    private void period(ObjectNode it, String field) {
        ObjectNode period = JSON.createObjectNode();
        String one = date(2019, 6, 5);
        String other = date(2019, 6, 5);
        boolean inOrder = one.compareTo(other) <= 0;
        if (!chance(5)) {
            period.put("start", inOrder ? one : other);
        }
        if (!chance(4)) {
            period.put("end", inOrder ? other : one);
        }
        if (!period.isEmpty()) {
            it.set(field, period);
        }
    }

    /** @param precisions how many of: year, month, day, minute with zone, second with zone, millisecond in UTC */
    String date(int from, int years, int precisions) {
        String day = String.format(
                Locale.ROOT,
                "%04d-%02d-%02d",
                from + random.nextInt(years),
                1 + random.nextInt(12),
                1 + random.nextInt(28));
        String time = String.format(
                Locale.ROOT, "T%02d:%02d:%02d", random.nextInt(24), random.nextInt(60), random.nextInt(60));
        return switch (precisions == 6 ? 5 : random.nextInt(precisions)) {
            case 0 -> day.substring(0, 4);
            case 1 -> day.substring(0, 7);
            case 2 -> day;
            case 3 -> day + time + pick("Z", "+02:00", "-05:30");
            case 4 -> day + time + pick("Z", "+01:00");
            default -> day + time + ".250Z";
        };
    }

    private JsonNode reference(String type) {
        List<ObjectNode> targets = made(type);
        String id = targets.get(random.nextInt(targets.size())).path("id").stringValue("");
        return JSON.createObjectNode().put("reference", type + "/" + id);
    }

    private void refer(ObjectNode it, String field, String type) {
        it.set(field, reference(type));
    }
}
