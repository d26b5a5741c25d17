package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who acts for a patient, who could read now, and what happens in an emergency: her pages, over the whole exchange. */
class SharedWithIT {
    private static Exchange exchange;
    private static PortalBrowser browser;

    @BeforeAll
    static void start() throws IOException {
        exchange = new Exchange(RunningExchange.shared().report());
        browser = new PortalBrowser(exchange);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @Test
    void sheSaysWhoActsForHerAndSeesWhoCouldReadNow() throws Exception {
        String patient = exchange.user("bob").path("patient").asString();
        assertThat(exchange.put("hospital-a", "/fhir/RelatedPerson/brother-of-bob", """
                                {"resourceType":"RelatedPerson","id":"brother-of-bob","name":[{"text":"Bill Bramley"}],
                                 "patient":{"reference":"Patient/%s"}}""".formatted(patient))
                        .statusCode())
                .isIn(200, 201);

        browser.signIn("bob");
        browser.byTestId("person");
        browser.open("/people");
        browser.byTestId("allow-brother-of-bob").click();
        browser.byTestId("silence-brother-of-bob").click();
        browser.page().getByText("acts for you only if").waitFor();
        browser.byTestId("choose-silence").click();
        browser.byTestId("silence-due");
        browser.byTestId("on-brother-of-bob").click();
        browser.page().getByText("is switched off").waitFor();

        browser.open("/sharing");
        browser.byTestId("evaluate").click();
        assertThat(browser.byTestId("access-contributed").innerText()).contains("because it brought these data in");
        browser.byTestId("emergency-allowed").click();
        browser.page()
                .getByText("Nobody can open your record in an emergency now")
                .waitFor();
        browser.byTestId("emergency-allowed").click();
        browser.page()
                .getByText("Nobody can open your record in an emergency now")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));

        browser.open("/people");
        browser.byTestId("forget").click();
        browser.byTestId("choose-silence");
    }
}
