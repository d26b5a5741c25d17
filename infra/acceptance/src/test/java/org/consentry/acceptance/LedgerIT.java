package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The witnessed ledger from outside: rows ER-56, ER-57, ER-60, ER-78, BC-21, BC-22, BC-23 and ML-14. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerIT {
    private Exchange exchange;
    private String patient = "";

    @TempDir
    private Path folder;

    @BeforeAll
    void admitSomebody() throws Exception {
        exchange = new Exchange(RunningExchange.shared().report());
        exchange.post(
                "hospital-a",
                "/intake/hl7v2",
                "x-application/hl7-v2+er7",
                Hl7.registered("LEDGER1", "LEDGER1", "Ledger", "Lena"));
        JsonNode found = Exchange.JSON.readTree(
                exchange.get("hospital-a", "/fhir/Patient?family=Ledger").body());
        patient = found.path("entry").path(0).path("resource").path("id").asString();
    }

    @Test
    void tellsAStrangerHospitalNothingOfARecordsEntries() throws Exception {
        String known = "/ledger/entries?subject=Patient/" + patient;
        String unknown = "/ledger/entries?subject=Patient/nobody";

        assertThat(exchange.get("hospital-b", known).statusCode()).isEqualTo(404);
        assertThat(exchange.get("hospital-b", known).body())
                .isEqualTo(exchange.get("hospital-b", unknown).body());
        assertThat(exchange.get("hospital-b", "/fhir/Patient/" + patient + "/$audit-report")
                        .statusCode())
                .isEqualTo(404);
        assertThat(exchange.get("analyst", known).statusCode()).isEqualTo(403);
    }

    @Test
    void letsNobodyWriteTheLog() throws Exception {
        assertThat(exchange.post("hospital-a", "/ledger/checkpoint", "text/plain", "mine")
                        .statusCode())
                .isEqualTo(405);
        assertThat(exchange.put("operator", "/ledger/root", "{}").statusCode()).isEqualTo(405);
        assertThat(exchange.get("hospital-a", "/ledger/entries?from=-1").statusCode())
                .isEqualTo(400);
    }

    @Test
    void givesReceiptsThatHospitalsHaveSeen() throws Exception {
        Path receipt = Files.writeString(
                folder.resolve("receipt"),
                exchange.anonymously(exchange.request("/ledger/proof?index=0")).body());

        assertThat(Files.readString(receipt)).contains("\u2014 localhost/hospital-");
        assertThat(ledger("verify", receipt.toString(), "--policy", exchange.url("ledgerPolicy")))
                .isZero();
    }

    @Test
    void givesAnAuditReportThatTheCommandVerifiesAlone() throws Exception {
        Path pdf = folder.resolve("audit-report.pdf");
        awaitEntries();

        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder()
                                .uri(exchange.request("/fhir/Patient/" + patient + "/$audit-report")
                                        .build()
                                        .uri())
                                .header("Accept", "application/pdf")
                                .header("Authorization", "Bearer " + exchange.token("hospital-a"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        Files.write(pdf, answer.body());

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(ledger("verify", pdf.toString(), "--policy", exchange.url("ledgerPolicy")))
                .isZero();
        String text = Files.readString(pdf, StandardCharsets.ISO_8859_1);
        Files.writeString(pdf, text.replaceFirst("\nindex ", "\nindex 1"), StandardCharsets.ISO_8859_1);
        assertThat(ledger("verify", pdf.toString(), "--policy", exchange.url("ledgerPolicy")))
                .isNotZero();
    }

    @Test
    void sweepsTheStoreWhenTheOperatorAsks() throws Exception {
        assertThat(exchange.post("hospital-a", "/operator/ledger/sweep", "application/json", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(exchange.post("operator", "/operator/ledger/sweep", "application/json", "")
                        .statusCode())
                .isEqualTo(202);

        JsonNode standing = Exchange.JSON.readTree(
                exchange.get("operator", "/operator/ledger").body());
        assertThat(standing.path("condition").asString()).isEqualTo("publishing");
    }

    private void awaitEntries() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (exchange.get("hospital-a", "/ledger/entries?subject=" + patient).statusCode() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /** The ledger's own command in a process of its own. */
    private static int ledger(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.consentry.ledger.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
