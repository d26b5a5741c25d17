package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An account that is deleted takes what it allowed with it; one that is only signed out does not. */
class AccountEndsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void whatADeletedAccountAllowedIsClosed() throws Exception {
        Exchange exchange = new Exchange(RunningExchange.shared().report());
        try (PortalBrowser browser = new PortalBrowser(exchange)) {
            Newcomer newcomer = new Newcomer(exchange, browser, "gone");
            newcomer.register(false);
            browser.byTestId("profile-open");
            Giver giver = new Giver(exchange, newcomer.name(), patient(exchange, newcomer.name()));
            giver.makeKey();
            giver.grant();
            assertThat(giver.reads()).isEqualTo(200);
            String administrator = giver.administrator();
            String account = giver.realm() + "/users/" + giver.account(administrator, newcomer.name());

            assertThat(giver.person()
                            .call(administrator, "POST", account + "/logout", "{}")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(giver.reads()).as("signed out").isEqualTo(200);
            assertThat(giver.person().call(administrator, "DELETE", account, "").statusCode())
                    .isEqualTo(204);

            long began = System.nanoTime();
            while (giver.reads() == 200) {
                assertThat(System.nanoTime() - began).isLessThan(PATIENCE.toNanos());
            }
            assertThat(giver.reads()).isEqualTo(403);
        }
    }

    /** The token names the record of the person. */
    private static String patient(Exchange exchange, String name) throws Exception {
        String token = new SignedIn(exchange, name).token("portal", exchange.gateway() + "/signed-in");
        JsonNode claims = Exchange.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
        return claims.path("patient").asString();
    }
}
