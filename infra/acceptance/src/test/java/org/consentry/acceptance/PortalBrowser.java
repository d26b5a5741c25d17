package org.consentry.acceptance;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A person with a phone-sized browser: the machine's own Chromium, driven through what is on the screen. */
final class PortalBrowser implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final double PATIENCE_MS = 60_000;

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final Exchange exchange;

    PortalBrowser(Exchange exchange) {
        this.exchange = exchange;
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setHeadless(true)
                        .setArgs(FLAGS));
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(390, 844));
        context.setDefaultTimeout(PATIENCE_MS);
        this.page = context.newPage();
    }

    private static Path chromium() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Chromium is needed: apt-get install chromium"));
    }

    Page page() {
        return page;
    }

    void signIn(String user) {
        page.navigate(exchange.url("portal"));
        byTestId("sign-in").click();
        credentials(user);
        // Whoever leaves while the code is being redeemed is a stranger again.
        page.waitForURL(url -> url.startsWith(exchange.gateway()) && !url.contains("/signed-in"));
    }

    /** Types name and password where Keycloak asks for them. */
    void credentials(String user) {
        if (page.locator("#username").isVisible() || waitsFor("#username")) {
            page.fill("#username", exchange.user(user).path("username").asString());
        }
        page.fill("#password", exchange.user(user).path("password").asString());
        page.locator("#kc-login").click();
    }

    /** Says yes or no on Keycloak's own consent screen and returns what stood there. */
    String answerOnConsentScreen(String user, boolean yes) {
        page.waitForURL(url -> url.startsWith(exchange.url("keycloak")));
        Locator grant = page.locator("[name=accept]");
        Locator password = page.locator("#password");
        grant.or(password).first().waitFor();
        if (password.isVisible()) {
            page.fill("#password", exchange.user(user).path("password").asString());
            page.locator("#kc-login").click();
            grant.waitFor();
        }
        String text = page.locator("body").innerText();
        page.locator(yes ? "[name=accept]" : "[name=cancel]").click();
        page.waitForURL(url -> url.startsWith(exchange.gateway()));
        return text;
    }

    /** Takes access back on Keycloak's own page, where she is signed in already. */
    void revokeInAccountConsole(String client) {
        page.navigate(exchange.url("keycloak") + "/account/applications");
        Locator entry = page.locator("[data-testid=applications-list-item]")
                .filter(new Locator.FilterOptions().setHasText(client));
        Locator list = page.getByText(client).first();
        list.waitFor();
        Locator toggle = entry.count() > 0 ? entry.first().locator("button").first() : list;
        toggle.click();
        page.getByText("Remove access").first().click();
        page.locator("#modal-confirm, [data-testid=confirm], .pf-v5-c-modal-box button:has-text('Confirm'), "
                        + "[role=dialog] button:has-text('Confirm')")
                .first()
                .click();
        page.waitForTimeout(500);
    }

    void open(String path) {
        page.navigate(exchange.gateway() + path);
    }

    Locator byTestId(String id) {
        Locator locator = page.getByTestId(id).first();
        locator.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
        return locator;
    }

    void screenshot(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }

    private boolean waitsFor(String selector) {
        page.locator(selector + ", #password").first().waitFor();
        return page.locator(selector).isVisible();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
