package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who has left stays out: row ER-15. */
class SignOutIT {
    private static Exchange exchange;

    @BeforeAll
    static void start() throws IOException {
        exchange = new Exchange(RunningExchange.shared().report());
    }

    @Test
    void renewsNoTokenAfterSignOut() throws Exception {
        JsonNode first = new SignedIn(exchange, "dr-baker").tokens("portal", exchange.gateway() + "/signed-in");
        HttpResponse<String> renewed = renew(first);
        assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
        JsonNode second = Exchange.JSON.readTree(renewed.body());

        assertThat(provider("logout", Map.of("refresh_token", refresh(second))).statusCode())
                .isBetween(200, 204);

        for (JsonNode left : new JsonNode[] {first, second}) {
            HttpResponse<String> refused = renew(left);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("invalid_grant").doesNotContain("access_token");
        }
    }

    /** One browser's sign-out is not another's. */
    @Test
    void leavesOtherSessionsAlone() throws Exception {
        JsonNode leaves = new SignedIn(exchange, "dr-baker").tokens("portal", exchange.gateway() + "/signed-in");
        JsonNode stays = new SignedIn(exchange, "dr-baker").tokens("portal", exchange.gateway() + "/signed-in");

        provider("logout", Map.of("refresh_token", refresh(leaves)));

        assertThat(renew(leaves).statusCode()).isEqualTo(400);
        assertThat(renew(stays).statusCode()).isEqualTo(200);
    }

    private static String refresh(JsonNode tokens) {
        return tokens.path("refresh_token").asString();
    }

    private static HttpResponse<String> renew(JsonNode tokens) throws Exception {
        return provider("token", Map.of("grant_type", "refresh_token", "refresh_token", refresh(tokens)));
    }

    private static HttpResponse<String> provider(String endpoint, Map<String, String> form) throws Exception {
        String body = SignedIn.form(form) + "&client_id=portal";
        return exchange.anonymously(exchange.request(exchange.url("keycloak") + "/protocol/openid-connect/" + endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
