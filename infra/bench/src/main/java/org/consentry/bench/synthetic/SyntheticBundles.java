package org.consentry.bench.synthetic;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Transaction Bundles in Synthea's manner: one patient each, entries named by {@code urn:uuid}, created by POST,
 * practitioners and organizations referred to by condition ({@code Practitioner?identifier=…}). They come in the
 * {@link #directory()}, which must be stored first.
 *
 * @param seed what everything follows from
 * @param encounters of each patient; each brings {@value #PER_ENCOUNTER} resources
 */
public record SyntheticBundles(long seed, int encounters) {
    /** Resources that an encounter comes with, itself included. */
    public static final int PER_ENCOUNTER = 16;

    private static final int DOCTORS = 40;
    private static final int HOSPITALS = 20;
    private static final int MEASURED = 7;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'");
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+00:00'");
    private static final LocalDateTime EPOCH = LocalDateTime.of(2006, 1, 1, 8, 0);
    private static final List<String> NAMES = List.of(
            "Patient",
            "Encounter",
            "Condition",
            "Observation",
            "BloodPressure",
            "MedicationRequest",
            "Procedure",
            "DiagnosticReport",
            "Immunization",
            "Claim",
            "ExplanationOfBenefit",
            "Practitioner",
            "Organization");
    private static final Map<String, Template> TEMPLATES = templates();

    public SyntheticBundles {
        if (encounters < 1 || encounters > 1_500) {
            throw new IllegalArgumentException("encounters must be 1 to 1500");
        }
    }

    private static Map<String, Template> templates() {
        Map<String, Template> templates = new HashMap<>();
        NAMES.forEach(name -> templates.put(name, Template.named(name)));
        return Map.copyOf(templates);
    }

    /** How many resources a patient's bundle holds. */
    public int resources() {
        return 1 + encounters * PER_ENCOUNTER;
    }

    /** The practitioners and organizations that patients' bundles refer to, created where they are not there. */
    public byte[] directory() {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < DOCTORS; i++) {
            Map<String, String> values = people(new SplittableRandom(seed + i));
            values.put("npi", npi(i));
            entries.add(conditional("Practitioner", "http://hl7.org/fhir/sid/us-npi|" + npi(i), values));
        }
        for (int i = 0; i < HOSPITALS; i++) {
            Map<String, String> values = people(new SplittableRandom(seed - i));
            values.put("organizationKey", organizationKey(i));
            entries.add(conditional(
                    "Organization", "https://github.com/synthetichealth/synthea|" + organizationKey(i), values));
        }
        return bundle(entries);
    }

    private static String conditional(String type, String identifier, Map<String, String> values) {
        return "{\"resource\":" + filled(type, values) + ",\"request\":{\"method\":\"POST\",\"url\":\"" + type
                + "\",\"ifNoneExist\":\"identifier=" + identifier + "\"}}";
    }

    /** One patient's bundle; the same number is the same patient. */
    public byte[] patient(int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        Map<String, String> values = people(random);
        values.put("seed", Long.toString(seed));
        values.put("number", Integer.toString(number));
        List<String> entries = new ArrayList<>();
        entries.add(entry("Patient", "patient", values, random));
        LocalDateTime at = EPOCH.plusDays(random.nextInt(3_000));
        for (int i = 0; i < encounters; i++) {
            at = at.plusDays(7 + random.nextInt(60)).withMinute(random.nextInt(60));
            encounter(at, values, entries, random);
        }
        return bundle(entries);
    }

    private void encounter(
            LocalDateTime at, Map<String, String> values, List<String> entries, SplittableRandom random) {
        visit(at, values, random);
        entries.add(entry("Encounter", "encounter", values, random));
        entries.add(entry("Condition", "condition", values, random));
        for (int i = 0; i < MEASURED; i++) {
            measure(values, random);
            entries.add(entry("Observation", "observation", values, random));
        }
        entries.add(entry("BloodPressure", "pressure", values, random));
        entries.add(entry("MedicationRequest", "order", values, random));
        entries.add(entry("Procedure", "procedure", values, random));
        entries.add(entry("DiagnosticReport", "report", values, random));
        entries.add(entry("Immunization", "immunization", values, random));
        entries.add(entry("Claim", "claim", values, random));
        entries.add(entry("ExplanationOfBenefit", "benefit", values, random));
    }

    private void visit(LocalDateTime at, Map<String, String> values, SplittableRandom random) {
        int doctor = random.nextInt(DOCTORS);
        values.put("practitioner", "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|" + npi(doctor));
        values.put(
                "organization",
                "Organization?identifier=https://github.com/synthetichealth/synthea|"
                        + organizationKey(random.nextInt(HOSPITALS)));
        values.put("start", SECONDS.format(at));
        values.put("end", SECONDS.format(at.plusMinutes(15L + random.nextInt(60))));
        values.put("issued", MILLIS.format(at.plusNanos(random.nextInt(1_000) * 1_000_000L)));
        coded("visit", Vocabulary.one(Vocabulary.VISITS, random), values);
        coded("problem", Vocabulary.one(Vocabulary.PROBLEMS, random), values);
        coded("procedure", Vocabulary.one(Vocabulary.PROCEDURES, random), values);
        coded("drug", Vocabulary.one(Vocabulary.DRUGS, random), values);
        values.put("clinicalStatus", random.nextInt(4) == 0 ? "active" : "resolved");
        values.put("diastolic", decimal(60, 95, random));
        values.put("systolic", decimal(100, 160, random));
        values.put("cost", decimal(80, 900, random));
        values.put("value", decimal(10, 80, random));
    }

    private static void measure(Map<String, String> values, SplittableRandom random) {
        Vocabulary.Measured measured = Vocabulary.one(Vocabulary.MEASURES, random);
        values.put("code", measured.code());
        values.put("codeText", measured.text());
        values.put("unit", measured.unit());
        values.put("category", measured.category());
        values.put("categoryText", measured.category().equals("laboratory") ? "Laboratory" : "Vital signs");
        values.put("value", decimal(measured.low(), measured.high(), random));
    }

    private static void coded(String name, Vocabulary.Coded coded, Map<String, String> values) {
        values.put(name + "Code", coded.code());
        values.put(name + "Text", coded.text());
    }

    private static String decimal(double low, double high, SplittableRandom random) {
        return String.format(Locale.ROOT, "%.2f", low + random.nextDouble() * (high - low));
    }

    private static Map<String, String> people(SplittableRandom random) {
        Map<String, String> values = new HashMap<>();
        values.put("family", Vocabulary.one(Vocabulary.FAMILIES, random) + random.nextInt(1_000));
        values.put("given", Vocabulary.one(Vocabulary.GIVENS, random) + random.nextInt(1_000));
        values.put("middle", Vocabulary.one(Vocabulary.GIVENS, random) + random.nextInt(1_000));
        values.put("doctor", Vocabulary.one(Vocabulary.FAMILIES, random) + random.nextInt(1_000));
        values.put("city", Vocabulary.one(Vocabulary.CITIES, random));
        values.put("hospital", values.get("city") + " General Hospital");
        values.put("sex", "F");
        values.put("gender", "female");
        values.put(
                "birth", EPOCH.minusDays(random.nextInt(30_000)).toLocalDate().toString());
        values.put("mrn", uuid(random));
        values.put("uuid", uuid(random));
        values.put("ssn", "999-" + (10 + random.nextInt(90)) + "-" + (1_000 + random.nextInt(9_000)));
        values.put("phone", (100 + random.nextInt(900)) + "-" + (1_000 + random.nextInt(9_000)));
        values.put("zip", Integer.toString(1_000 + random.nextInt(1_000)));
        values.put("houseNumber", Integer.toString(1 + random.nextInt(999)));
        values.put("digits", Long.toString(random.nextLong(1_000_000_000_000L)));
        return values;
    }

    /** One entry; later ones refer to it by {@code ${role}}. */
    private static String entry(String template, String role, Map<String, String> values, SplittableRandom random) {
        String name = "urn:uuid:" + uuid(random);
        values.put("uuid", name.substring("urn:uuid:".length()));
        values.put(role, name);
        String type = template.equals("BloodPressure") ? "Observation" : template;
        return "{\"fullUrl\":\"" + name + "\",\"resource\":" + filled(template, values)
                + ",\"request\":{\"method\":\"POST\",\"url\":\"" + type + "\"}}";
    }

    private static String filled(String template, Map<String, String> values) {
        Template found = TEMPLATES.get(template);
        if (found == null) {
            throw new IllegalArgumentException("no template " + template);
        }
        return found.filled(values);
    }

    private static String uuid(SplittableRandom random) {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() >>> 2) | (1L << 63)).toString();
    }

    private static String npi(int doctor) {
        return Integer.toString(9_999_000 + doctor);
    }

    private String organizationKey(int hospital) {
        return new UUID(seed, hospital).toString();
    }

    /** Indented as Synthea writes its files: servers have to read the blanks too. */
    private static byte[] bundle(List<String> entries) {
        String text =
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + String.join(",", entries) + "]}";
        return JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(JSON.readTree(text))
                .getBytes(StandardCharsets.UTF_8);
    }
}
