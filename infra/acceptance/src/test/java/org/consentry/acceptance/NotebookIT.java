package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The analyst's first ten lines, from the key of a system to a chart, as they stand in the repository. */
class NotebookIT {
    @TempDir
    Path folder;

    @Test
    void drawsAChartFromADeidentifiedExport() throws Exception {
        String python = folder.resolve("venv/bin/python").toString();
        boolean there = run(List.of("python3", "-m", "venv", "venv")).isEmpty()
                && run(List.of(
                                python,
                                "-m",
                                "pip",
                                "install",
                                "-q",
                                "requests==2.32.5",
                                "pyjwt[crypto]==2.10.1",
                                "duckdb==1.4.1",
                                "matplotlib==3.10.7"))
                        .isEmpty();
        if (!there) {
            System.out.println("NotebookIT: the notebook did not run, python3 or its packages are not there");
            return;
        }
        Exchange exchange = new Exchange(RunningExchange.shared().report());
        assertThat(exchange.post("hospital-a", "/fhir", "application/fhir+json", people())
                        .statusCode())
                .isEqualTo(200);
        Path script = Path.of(System.getProperty("consentry.root")).resolve("infra/notebook/quickstart.py");
        Files.writeString(
                folder.resolve("quickstart.py"),
                Files.readString(script)
                        .replace("http://localhost:8080/fhir", exchange.gateway() + "/fhir")
                        .replace(
                                "http://localhost:8180/realms/consentry/protocol/openid-connect/token",
                                exchange.url("tokenEndpoint")));
        Files.writeString(
                folder.resolve("analyst.jwk"),
                exchange.client("analyst").path("jwk").toString());

        assertThat(run(List.of(python, "quickstart.py"))).isEmpty();

        assertThat(Files.size(folder.resolve("results.png"))).isGreaterThan(1_000);
        assertThat(folder.resolve("Patient.1.parquet")).isNotEmptyFile();
        assertThat(folder.resolve("Observation.1.parquet")).isNotEmptyFile();
    }

    private static String people() {
        StringBuilder people = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        for (int i = 0; i < 4; i++) {
            people.append(i == 0 ? "" : ",").append("""
                    {"resource":{"resourceType":"Patient","id":"nb-%1$d","gender":"%2$s",
                     "name":[{"family":"Notebookson"}]},"request":{"method":"PUT","url":"Patient/nb-%1$d"}},
                    {"resource":{"resourceType":"Observation","id":"nbo-%1$d","status":"final",
                     "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},
                     "subject":{"reference":"Patient/nb-%1$d"},"valueQuantity":{"value":7%1$d}},
                     "request":{"method":"PUT","url":"Observation/nbo-%1$d"}}""".formatted(i, i % 2 == 0 ? "female" : "male"));
        }
        return people.append("]}").toString();
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
        boolean well = process.waitFor(3, TimeUnit.MINUTES) && process.exitValue() == 0;
        return well ? "" : "failed: " + output;
    }
}
