package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * What a patient answers beside yes: less than was asked, no, to a proposal, to an emergency, and after her device is
 * lost; in Chromium, on Keycloak's own screens. Rows ER-30, ER-35, ER-38, ER-39, MR-12.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AnswersIT {
    private static final String FHIR = "application/fhir+json";
    private static final String TASKS = "https://consentry.org/fhir/CodeSystem/task";

    private Exchange exchange;
    private PortalBrowser vera;
    private String account = "";
    private String patient = "";

    @BeforeAll
    void start() throws Exception {
        exchange = new Exchange(RunningExchange.shared().report());
        vera = new PortalBrowser(exchange);
        Newcomer newcomer = new Newcomer(exchange, vera, "vera");
        newcomer.register(false);
        newcomer.completeProfile();
        account = newcomer.name();
        patient = claim(token(account), "fhirUser");
    }

    @AfterAll
    void stop() {
        vera.close();
    }

    @Test
    @Order(1)
    void showsOnKeycloaksScreenOnlyWhatSheLeavesOfARequest() throws Exception {
        String asked = ask("Observation", "Condition", "AllergyIntolerance");
        vera.open("/inbox");
        vera.byTestId("narrow-" + asked).click();
        vera.byTestId("kind-" + asked + "-Condition").click();
        vera.byTestId("period-" + asked + "-7").click();
        vera.byTestId("approve-" + asked).click();

        String screen = vera.answerOnConsentScreen(account, true);
        vera.byTestId("finish-done");

        assertThat(screen).contains("Lakeside General Hospital", "7 days").doesNotContain("iagnos");
        JsonNode provision = consent(asked).path("provision");
        assertThat(provision.path("class").toString())
                .contains("Observation", "AllergyIntolerance")
                .doesNotContain("Condition");
        assertThat(Instant.parse(provision.path("period").path("end").asString()))
                .isBefore(Instant.now().plus(Duration.ofDays(8)));
        assertThat(read("AllergyIntolerance").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void asksNothingOfKeycloakWhereSheRefuses() throws Exception {
        String asked = ask("Immunization");
        vera.open("/inbox");
        vera.byTestId("refuse-" + asked).click();
        vera.byTestId("confirm").click();
        gone("request-" + asked);

        assertThat(consent(asked).path("status").asString()).isEqualTo("rejected");
    }

    @Test
    @Order(3)
    void changesTheRecordOnlyAfterHerYesToAProposal() throws Exception {
        String wanted = propose("penicillin");
        String unwanted = propose("latex");
        assertThat(read("AllergyIntolerance").body()).doesNotContain("penicillin", "latex");

        vera.open("/inbox");
        vera.byTestId("proposal-" + wanted).getByText("penicillin").first().waitFor();
        vera.byTestId("accept-" + wanted).click();
        gone("proposal-" + wanted);
        vera.byTestId("reject-" + unwanted).click();
        gone("proposal-" + unwanted);

        assertThat(read("AllergyIntolerance").body()).contains("penicillin").doesNotContain("latex");
    }

    @Test
    @Order(4)
    void tellsHerOfAnEmergencyAndEndsItByOneTap() throws Exception {
        String doctor = token("dr-adams");
        SignedIn hands = new SignedIn(exchange, "dr-adams");
        String path = "/fhir/AllergyIntolerance?patient=" + patient;
        assertThat(hands.call(doctor, "GET", path, "").body()).doesNotContain("penicillin");
        HttpResponse<String> opened = hands.call(doctor, "POST", "/fhir/" + patient + "/$break-glass", """
                {"resourceType":"Parameters","parameter":[{"name":"reason","valueString":"found unconscious"}]}""");
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        assertThat(hands.call(doctor, "GET", path, "").body()).contains("penicillin");

        vera.open("/inbox");
        Locator card = vera.page().locator("[data-testid^=emergency-]").first();
        card.waitFor();
        card.getByText("Adams").first().waitFor();
        assertThat(card.innerText()).contains("found unconscious");
        card.locator("[data-testid^=end-]").click();
        int status = 200;
        for (int i = 0; i < 100 && status == 200; i++) {
            status = hands.call(doctor, "GET", path, "").statusCode();
        }

        assertThat(status).isEqualTo(403);
        card.locator("[data-testid^=objected-]").click();
        card.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }

    /** Her first browser is gone with its keys: a fresh sign-in and a new key take their place. */
    @Test
    @Order(5)
    void goesOnWithANewKeyAfterHerDeviceIsLost() throws Exception {
        try (PortalBrowser another = new PortalBrowser(exchange)) {
            another.signIn(account);
            another.open("/keys");
            another.byTestId("keys-elsewhere");
            another.byTestId("recover").click();
            another.byTestId("confirm").click();
            another.byTestId("keys-ready");

            String asked = ask("Procedure");
            another.open("/inbox");
            another.byTestId("approve-" + asked).click();
            String screen = another.answerOnConsentScreen(account, true);
            another.byTestId("finish-done");

            assertThat(screen).contains("Lakeside General Hospital");
            assertThat(consent(asked).path("status").asString()).isEqualTo("active");
            assertThat(read("AllergyIntolerance").body()).contains("penicillin");
        }
    }

    private void gone(String testId) {
        vera.page()
                .getByTestId(testId)
                .first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }

    private String ask(String... kinds) throws Exception {
        String end = Instant.now()
                .plus(Duration.ofDays(20))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        return created("Consent", """
                {"resourceType":"Consent","status":"proposed","patient":{"reference":"%s"},
                 "provision":{"period":{"end":"%s"},"purpose":[{"code":"TREAT"}],"class":[%s]}}""".formatted(
                        patient, end, "{\"code\":\"" + String.join("\"},{\"code\":\"", kinds) + "\"}"));
    }

    private String propose(String substance) throws Exception {
        return created("Task", """
                {"resourceType":"Task","status":"requested","intent":"proposal",
                 "code":{"coding":[{"system":"%1$s","code":"propose-update"}]},"for":{"reference":"%2$s"},
                 "contained":[{"resourceType":"Bundle","id":"b","type":"transaction","entry":[{"resource":
                  {"resourceType":"AllergyIntolerance","code":{"text":"%3$s"},"patient":{"reference":"%2$s"}},
                  "request":{"method":"POST","url":"AllergyIntolerance"}}]}],
                 "input":[{"type":{"text":"changes"},"valueReference":{"reference":"#b"}}]}""".formatted(TASKS, patient, substance));
    }

    private String created(String type, String json) throws Exception {
        HttpResponse<String> answer = exchange.post("hospital-b", "/fhir/" + type, FHIR, json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Exchange.JSON.readTree(answer.body()).path("id").asString();
    }

    private JsonNode consent(String id) throws Exception {
        return Exchange.JSON.readTree(
                exchange.get("hospital-b", "/fhir/Consent/" + id).body());
    }

    private HttpResponse<String> read(String type) throws Exception {
        return exchange.get("hospital-b", "/fhir/" + type + "?patient=" + patient);
    }

    private String token(String user) throws Exception {
        return new SignedIn(exchange, user).token("portal", exchange.gateway() + "/signed-in");
    }

    private static String claim(String token, String name) {
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return Exchange.JSON
                .readTree(new String(claims, StandardCharsets.UTF_8))
                .path(name)
                .asString();
    }
}
