package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SMART's own bulk client, smart-fetch of PyPI, as it comes. Where it cannot be fetched the test says that it did not
 * run. ({@code bulk-data-client} is on no registry, only on a forge.)
 */
class PublicBulkClientIT {
    @TempDir
    Path folder;

    @Test
    void exportsWithSmartFetch() throws Exception {
        String python = folder.resolve("venv/bin/python").toString();
        boolean there = run(List.of("python3", "-m", "venv", "venv")).isEmpty()
                && run(List.of(python, "-m", "pip", "install", "-q", "smart-fetch==1.0.3"))
                        .isEmpty();
        if (!there) {
            System.out.println("PublicBulkClientIT: smart-fetch did not run, pip could not fetch it");
            return;
        }
        try (LiveGateway gateway = LiveGateway.start()) {
            String a = gateway.member("hospital-a");
            for (int i = 0; i < 3; i++) {
                LiveGateway.expect(
                        gateway.put(
                                a,
                                "/fhir/Patient/pub-" + i,
                                "{'resourceType':'Patient','id':'pub-" + i + "','name':[{'family':'Publicola'}]}"),
                        201);
                LiveGateway.expect(
                        gateway.put(
                                a,
                                "/fhir/Condition/pub-" + i,
                                "{'resourceType':'Condition','id':'pub-" + i
                                        + "','subject':{'reference':'Patient/pub-" + i
                                        + "'},'code':{'coding':[{'system':'http://snomed.info/sct',"
                                        + "'code':'44054006'}]}}"),
                        201);
            }
            Path token = Files.writeString(folder.resolve("token"), ExportClient.analyst(gateway).token);
            String base = gateway.request("", "/fhir").build().uri().toString();

            String failure = run(List.of(
                    folder.resolve("venv/bin/smart-fetch").toString(),
                    "bulk",
                    "--fhir-url",
                    base,
                    "--bearer-token",
                    token.toString(),
                    "--type",
                    "Patient,Condition",
                    "--no-compression",
                    "out"));

            assertThat(failure).isEmpty();
            assertThat(lines()).containsEntry("Patient", 3L).containsEntry("Condition", 3L);
        }
    }

    private Map<String, Long> lines() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
                String type = file.getFileName().toString().replaceFirst("\\..*", "");
                try (Stream<String> content = Files.lines(file)) {
                    lines.merge(type, content.count(), Long::sum);
                }
            }
        }
        return lines;
    }

    /** What a command said that did not end well; empty when it did. */
    private String run(List<String> command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return "not there";
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean well = process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
        return well ? "" : "failed: " + output;
    }
}
