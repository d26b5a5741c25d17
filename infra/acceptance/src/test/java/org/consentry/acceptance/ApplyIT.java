package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Somebody asks in the portal that an institution may belong to the network; the operator says yes or no. */
class ApplyIT {
    @Test
    void anInstitutionIsAskedForInThePortalAndAcceptedByTheOperator() throws Exception {
        Exchange exchange = new Exchange(RunningExchange.shared().report());
        String id = "clinic-" + UUID.randomUUID().toString().substring(0, 8);
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("own").generate();
        try (PortalBrowser browser = new PortalBrowser(exchange)) {
            new Newcomer(exchange, browser, "ida").register(false);
            // Signed in, and not on the way to it: leaving the page before would leave the sign-in.
            browser.byTestId("profile-open");
            browser.open("/apply");
            Page page = browser.page();
            browser.byTestId("apply-name").fill("Harbor Clinic of " + id);
            browser.byTestId("apply-id").fill(id);
            browser.byTestId("apply-keys").fill(new JWKSet(key).toString(false));
            browser.byTestId("apply").click();
            page.getByTestId("apply-keys").waitFor();
            assertThat(waiting(exchange, id).isMissingNode())
                    .as("a private key leaves nobody")
                    .isTrue();

            browser.byTestId("apply-keys").fill(new JWKSet(key).toString(true));
            browser.byTestId("apply").click();
            assertThat(browser.byTestId("application").innerText()).contains(id, "Waiting for an answer");
            assertThat(page.getByTestId("apply").count()).as("one at a time").isZero();

            String application = waiting(exchange, id).path("application").asString();
            assertThat(exchange.post(
                                    "operator",
                                    "/operator/applications/" + application + "/$approve",
                                    "application/json",
                                    "{}")
                            .statusCode())
                    .isEqualTo(200);
            browser.open("/apply");

            assertThat(browser.byTestId("application").innerText()).contains(id, "Accepted");
            assertThat(exchange.get("hospital-a", "/fhir/Organization/" + id).statusCode())
                    .isEqualTo(200);
        }
    }

    /** As the operator sees it. */
    private static JsonNode waiting(Exchange exchange, String id) throws Exception {
        for (JsonNode one : Exchange.JSON.readTree(
                exchange.get("operator", "/operator/applications").body())) {
            if (one.path("id").asString("").equals(id)) {
                return one;
            }
        }
        return Exchange.JSON.createObjectNode().path("none");
    }
}
