package org.consentry.local.seed;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.consentry.client.Refused;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.local.Progress;
import org.consentry.local.Seed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills the network: the operator enters the members, St. Mary's systems send HL7 v2, Lakeside's send FHIR, and both
 * hospitals register the keys they receive with. Everything has its own id, so doing it again changes nothing.
 */
public final class NetworkSeed implements Seed {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FHIR = "application/fhir+json";
    private static final String HL7 = "x-application/hl7-v2+er7";
    private static final int CONFLICT = 409;

    private static final List<String> MESSAGES = List.of(
            "01-alice-admitted.hl7",
            "02-alice-metabolic-panel.hl7",
            "03-alice-discharge-letter.hl7",
            "04-alice-vaccinated.hl7",
            "05-bob-registered.hl7",
            "06-bob-hemoglobin-a1c.hl7",
            "07-clara-registered.hl7");

    private static final Map<String, String> PATIENTS = Map.of("alice", "A-1001", "bob", "A-1002", "clara", "A-1003");

    @Override
    public void sow(Ground ground, Progress progress) throws Exception {
        JsonNode report = JSON.readTree(ground.report());
        progress.step("The members' directory");
        try (Doors operator = Doors.of(report, "operator")) {
            operator.push("/fhir", FHIR, resource("directory.json"));
        }
        progress.step("St. Mary's Hospital sends HL7 v2");
        try (Doors hospital = Doors.of(report, "hospital-a")) {
            for (String message : MESSAGES) {
                hospital.push("/intake/hl7v2", HL7, resource(message));
            }
            for (Map.Entry<String, String> patient : PATIENTS.entrySet()) {
                ground.bind(patient.getKey(), "Patient/" + id(hospital, patient.getValue()));
            }
            registerKey(hospital, report, "hospital-a");
        }
        progress.step("Lakeside General Hospital sends FHIR");
        try (Doors hospital = Doors.of(report, "hospital-b")) {
            hospital.push("/fhir", FHIR, resource("lakeside.json"));
            registerKey(hospital, report, "hospital-b");
        }
    }

    private static String id(Doors hospital, String recordNumber) throws IOException, InterruptedException {
        JsonNode found = hospital.search("Patient?identifier=" + recordNumber);
        String id = found.path("entry").path(0).path("resource").path("id").asString("");
        if (id.isEmpty()) {
            throw new IOException("a seeded patient is not found by its record number");
        }
        return id;
    }

    private static void registerKey(Doors hospital, JsonNode report, String name)
            throws IOException, InterruptedException {
        byte[] secret = HexFormat.of()
                .parseHex(report.path("clients").path(name).path("umbralSecret").asString(""));
        try (SecretKey key = SecretKey.fromBytes(secret).orThrow()) {
            hospital.gateway().registerKey(key.publicKey());
        } catch (Refused refused) {
            if (refused.status() != CONFLICT) {
                throw refused;
            }
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = NetworkSeed.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return in.readAllBytes();
        }
    }
}
