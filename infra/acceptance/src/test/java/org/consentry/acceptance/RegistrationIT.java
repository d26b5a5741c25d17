package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stranger becomes a patient: an account, a letter, a password, a record, keys; or works for an institution that says so. Rows ER-01, ER-02, ER-06, ER-07, PC-01. */
class RegistrationIT {
    private static final Pattern LINK = Pattern.compile("http://[^\\s\"<>]+action-token[^\\s\"<>]+");
    private static final String PASSWORD = "a long and private word";

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
        String name = "nora-" + UUID.randomUUID().toString().substring(0, 8);
        Page page = browser.page();
        register(browser, name, false);
        choosePassword(page, name);

        browser.byTestId("profile-open").locator("a").click();
        browser.byTestId("profile-birthDate").fill("1980-04-01");
        browser.byTestId("profile-gender").selectOption("female");
        browser.byTestId("profile-phone").fill("+1 555 0100");
        browser.byTestId("profile-line").fill("1 Main St");
        browser.byTestId("profile-city").fill("Springfield");
        browser.byTestId("profile-country").fill("US");
        browser.byTestId("profile-save").click();
        browser.open("/keys");
        browser.byTestId("keys-ready");

        page.getByTestId("profile-open").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        assertThat(page.getByTestId("profile-open").count()).isZero();
    }

    /** Rows PC-02 and ER-10: the account opens nothing until the institution confirms, and then without another step. */
    @Test
    void aStrangerWorksForAnInstitutionOnceItSaysSo() throws Exception {
        String name = "piet-" + UUID.randomUUID().toString().substring(0, 8);
        try (PortalBrowser own = new PortalBrowser(exchange)) {
            register(own, name, true);
            choosePassword(own.page(), name);
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

    private static void choosePassword(Page page, String name) throws IOException {
        page.navigate(linkFor(name + "@example.org"));
        page.fill("#password-new", PASSWORD);
        page.fill("#password-confirm", PASSWORD);
        page.locator("[type=submit]").first().click();
        page.waitForURL(url -> url.startsWith(exchange.gateway()));
    }

    private static void register(PortalBrowser browser, String name, boolean practitioner) {
        Page page = browser.page();
        page.navigate(exchange.url("portal"));
        browser.byTestId("sign-in").click();
        page.getByText("Make an account").first().click();
        page.fill("#username", name);
        page.fill("#email", name + "@example.org");
        page.fill("#firstName", "Nora");
        page.fill("#lastName", "Newman");
        if (practitioner) {
            page.locator("[name=registersAs][value=practitioner]").check();
        }
        page.locator("[type=submit]").first().click();
        page.getByText("We have sent a link").first().waitFor();
    }

    /** From the letter, which the local stack keeps as a file. */
    private static String linkFor(String address) throws IOException {
        Path folder = Path.of(exchange.url("mail"));
        try (Stream<Path> letters = Files.list(folder)) {
            return letters.filter(file -> file.toString().endsWith(".eml"))
                    .sorted(Comparator.reverseOrder())
                    .map(RegistrationIT::read)
                    .filter(letter -> letter.contains(address))
                    .map(LINK::matcher)
                    .filter(Matcher::find)
                    .map(Matcher::group)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Quoted-printable, as far as a link needs it. */
    private static String read(Path letter) {
        try {
            return Files.readString(letter)
                    .replace("=\r\n", "")
                    .replace("=\n", "")
                    .replace("=3D", "=");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
