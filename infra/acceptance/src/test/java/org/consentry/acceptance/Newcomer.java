package org.consentry.acceptance;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A stranger at the portal's door, who makes an account as everybody does: a form, a letter, a password. */
final class Newcomer {
    private static final Pattern LINK = Pattern.compile("http://[^\\s\"<>]+action-token[^\\s\"<>]+");
    private static final String PASSWORD = "a long and private word";

    private final Exchange exchange;
    private final PortalBrowser browser;
    private final String name;

    /** @param name what the account's name begins with */
    Newcomer(Exchange exchange, PortalBrowser browser, String name) {
        this.exchange = exchange;
        this.browser = browser;
        this.name = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        exchange.know(this.name, PASSWORD);
    }

    /** Of the account, as {@link PortalBrowser#signIn} takes it. */
    String name() {
        return name;
    }

    /** Makes the account and comes back to the portal, signed in. */
    void register(boolean practitioner) throws IOException {
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
        page.navigate(link());
        page.fill("#password-new", PASSWORD);
        page.fill("#password-confirm", PASSWORD);
        page.locator("[type=submit]").first().click();
        page.waitForURL(url -> url.startsWith(exchange.gateway()));
    }

    /** Fills in what a patient is asked, and lets this browser make the keys. */
    void completeProfile() {
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
    }

    /** From the letter, which the local stack keeps as a file. */
    private String link() throws IOException {
        try (Stream<Path> letters = Files.list(Path.of(exchange.url("mail")))) {
            return letters.filter(file -> file.toString().endsWith(".eml"))
                    .sorted(Comparator.reverseOrder())
                    .map(Newcomer::read)
                    .filter(letter -> letter.contains(name + "@example.org"))
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
            throw new UncheckedIOException(e);
        }
    }
}
