package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stranger becomes a patient: an account, a letter, a password, a record, keys; or works for an institution that says so. Rows ER-01, ER-02, ER-06, ER-07, PC-01. */
class RegistrationIT {
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
    void aStrangerGetsAnAccountARecordAndKeys() throws Exception {
        Page page = browser.page();
        Newcomer nora = new Newcomer(exchange, browser, "nora");

        nora.register(false);
        nora.completeProfile();

        page.getByTestId("profile-open").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        assertThat(page.getByTestId("profile-open").count()).isZero();
    }

    /** Rows PC-02 and ER-10: the account opens nothing until the institution confirms, and then without another step. */
    @Test
    void aStrangerWorksForAnInstitutionOnceItSaysSo() throws Exception {
        try (PortalBrowser own = new PortalBrowser(exchange)) {
            new Newcomer(exchange, own, "piet").register(true);
            String number = own.byTestId("approval-number").innerText();
            assertThat(number).matches("Practitioner/[0-9a-f-]{36}");

            assertThat(exchange.post("hospital-a", "/fhir", "application/fhir+json", role(number))
                            .statusCode())
                    .isEqualTo(200);

            own.byTestId("home-practitioner");
        }
    }

    private static String role(String practitioner) {
        String id = practitioner.substring("Practitioner/".length());
        return """
                {"resourceType":"Bundle","type":"transaction","entry":[
                {"resource":{"resourceType":"Practitioner","id":"%1$s","name":[{"family":"Newman"}]},
                 "request":{"method":"PUT","url":"Practitioner/%1$s"}},
                {"resource":{"resourceType":"PractitionerRole","id":"role-%1$s","active":true,
                 "practitioner":{"reference":"Practitioner/%1$s"},
                 "organization":{"reference":"Organization/hospital-a"}},
                 "request":{"method":"PUT","url":"PractitionerRole/role-%1$s"}}]}""".formatted(id);
    }
}
