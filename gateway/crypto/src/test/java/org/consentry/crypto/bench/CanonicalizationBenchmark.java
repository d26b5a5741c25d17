package org.consentry.crypto.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.JsonCanonicalizer;

/** Canonicalization: MB/s of ours and of the common library. Arguments: JSON files; without any, a made-up bundle. */
final class CanonicalizationBenchmark {
    private static final JsonCanonicalizer OURS = JsonCanonicalizer.strict();

    private CanonicalizationBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            measure("made-up bundle", bundle(70).getBytes(StandardCharsets.UTF_8));
        }
        for (String file : args) {
            measure(Path.of(file).getFileName().toString(), Files.readAllBytes(Path.of(file)));
        }
    }

    private static void measure(String name, byte[] json) throws Exception {
        CanonicalJson once = OURS.read(json).orThrow();
        if (!new String(once.bytes(), StandardCharsets.UTF_8).equals(theirs(json))) {
            throw new IllegalStateException("the two disagree");
        }
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        double ours = Stopwatch.seconds(() -> OURS.read(json).orThrow().bytes());
        double hashed = Stopwatch.seconds(() -> OURS.read(json).orThrow().update(sha256));
        double theirs = Stopwatch.seconds(() -> theirs(json));
        double mb = json.length / 1e6;
        Stopwatch.print(name, "%.1f kB".formatted(json.length / 1e3));
        Stopwatch.print("  canonical bytes", "%.0f MB/s  (%.3f ms)".formatted(mb / ours, ours * 1e3));
        Stopwatch.print("  into SHA-256", "%.0f MB/s".formatted(mb / hashed));
        Stopwatch.print("  java-json-canonicalization 1.1", "%.0f MB/s".formatted(mb / theirs));
        Stopwatch.print("  ratio", "%.1f x".formatted(theirs / ours));
    }

    private static String theirs(byte[] json) throws Exception {
        return new org.erdtman.jcs.JsonCanonicalizer(json).getEncodedString();
    }

    private static String bundle(int entries) {
        StringBuilder out = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[");
        for (int i = 0; i < entries; i++) {
            out.append(i == 0 ? "" : ",").append(ENTRY.replace("#", Integer.toString(i)));
        }
        return out.append("]}").toString();
    }

    private static final String ENTRY = """
            {
              "fullUrl": "urn:uuid:00000000-0000-0000-0000-0000000000#",
              "resource": {
                "resourceType": "Observation",
                "id": "o#",
                "status": "final",
                "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                  "code": "vital-signs", "display": "Vital signs" }] }],
                "code": { "coding": [{ "system": "http://loinc.org", "code": "8867-4", "display": "Heart rate" }],
                  "text": "Heart rate \\"resting\\"" },
                "subject": { "reference": "Patient/p1" },
                "effectiveDateTime": "2026-01-02T03:04:05+01:00",
                "valueQuantity": { "value": 71.50, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min" }
              },
              "request": { "method": "POST", "url": "Observation" }
            }""";
}
