package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** An analyst at the portal's pages, on a phone: sees what a policy does, exports, fetches, counts. */
class AnalystPortalIT {
    private static final String PEOPLE = """
            {"resourceType":"Bundle","type":"transaction","entry":[
            {"resource":{"resourceType":"Patient","id":"ap-1","name":[{"family":"Portalski"}],"gender":"female"},
             "request":{"method":"PUT","url":"Patient/ap-1"}},
            {"resource":{"resourceType":"Condition","id":"ap-2","subject":{"reference":"Patient/ap-1"},"code":{"coding":[
             {"system":"http://snomed.info/sct","code":"44054006","display":"Diabetes mellitus type 2"}]}},
             "request":{"method":"PUT","url":"Condition/ap-2"}}]}
            """;

    @Test
    void exportsAndCountsByClicking() throws Exception {
        Exchange exchange = new Exchange(RunningExchange.shared().report());
        assertThat(exchange.post("hospital-a", "/fhir", "application/fhir+json", PEOPLE)
                        .statusCode())
                .isEqualTo(200);
        try (PortalBrowser browser = new PortalBrowser(exchange)) {
            browser.signIn("ada");
            browser.byTestId("home-analyst");
            browser.open("/analyst/exports");
            Locator effect = browser.byTestId("effect-safe-harbor");
            assertThat(effect.innerText()).contains("999-12-3456").contains("removed");

            browser.byTestId("start-export").click();
            browser.page().locator("[data-testid=job][data-state=done]").first().waitFor();
            Locator file = browser.byTestId("file-Condition");
            Download download = browser.page().waitForDownload(file::click);
            assertThat(download.suggestedFilename()).isEqualTo("Condition.1.parquet");
            assertThat(Files.readAllBytes(download.path())).startsWith("PAR1".getBytes(StandardCharsets.US_ASCII));
            browser.byTestId("remove-job").click();

            browser.open("/analyst/cohorts");
            browser.byTestId("keyword").fill("diab");
            browser.byTestId("count").click();
            assertThat(browser.byTestId("counted").innerText()).contains("People");
        }
    }
}
