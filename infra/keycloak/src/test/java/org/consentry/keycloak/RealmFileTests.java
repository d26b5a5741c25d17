package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.util.JsonSerialization;

/** What must be true of the realm file whatever else is changed in it. */
class RealmFileTests {
    private static final JsonNode REALM = read();
    private static final Map<String, JsonNode> SCOPES = scopes();

    @Test
    void noClientHasFullScopeOrTakesPasswords() {
        for (JsonNode client : REALM.path("clients")) {
            assertThat(client.path("fullScopeAllowed").asBoolean(true)).isFalse();
            assertThat(client.path("directAccessGrantsEnabled").asBoolean(true)).isFalse();
            assertThat(client.path("implicitFlowEnabled").asBoolean(true)).isFalse();
            assertThat(client.has("secret")).isFalse();
        }
    }

    @Test
    void thePortalMustProveItsCodeIsItsOwn() {
        JsonNode portal = REALM.path("clients").get(0);

        assertThat(portal.at("/attributes/pkce.code.challenge.method").asText()).isEqualTo("S256");
        assertThat(portal.path("redirectUris"))
                .allMatch(uri -> uri.asText().startsWith("${GATEWAY_BASE_URL}/")
                        && !uri.asText().contains("*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fhirUser", "patient", "organization", "username"})
    void nobodyChangesWhoTheyAre(String attribute) throws IOException {
        String text = REALM.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config")
                .path("kc.user.profile.config")
                .get(0)
                .asText();
        JsonNode profile = JsonSerialization.mapper.readTree(text);

        JsonNode found = stream(profile.path("attributes"))
                .filter(candidate -> candidate.path("name").asText().equals(attribute))
                .findFirst()
                .orElseThrow();
        assertThat(found.at("/permissions/edit").toString()).isEqualTo("[\"admin\"]");
        assertThat(profile.has("unmanagedAttributePolicy")).isFalse();
    }

    /** Who registers chooses between these two and becomes no operator, auditor or analyst by it. */
    @Test
    void registersPatientsAndPractitionersOnly() throws IOException {
        String text = REALM.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config")
                .path("kc.user.profile.config")
                .get(0)
                .asText();

        assertThat(stream(JsonSerialization.mapper.readTree(text).path("attributes"))
                        .filter(each -> each.path("name").asText().equals("registersAs"))
                        .map(each -> each.at("/validations/options/options").toString()))
                .containsExactly("[\"patient\",\"practitioner\"]");
    }

    /** A realm file that lists scopes suppresses Keycloak's own. */
    @ParameterizedTest
    @ValueSource(strings = {"basic", "acr", "web-origins", "roles", "profile", "email", "offline_access"})
    void declaresTheScopesKeycloakWouldHaveMade(String name) {
        assertThat(SCOPES).containsKey(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "purpose/TREAT",
                "purpose/HPAYMT",
                "purpose/HRESCH",
                "action/use",
                "action/correct",
                "action/disclose",
                "period/P7D",
                "period/P30D",
                "period/P90D",
                "period/P365D",
                "patient/Patient.rs",
                "patient/Observation.rs",
                "patient/DocumentReference.rs",
                "patient/Condition.rs"
            })
    void theVocabularyOfConsentHasItsWords(String name) {
        assertThat(SCOPES).containsKey(name);
    }

    /** What a patient may be asked for stands on the screen, in a sentence the screen knows where to put. */
    @Test
    void everyWordOfTheVocabularyIsShownUnderItsHeading() {
        SCOPES.forEach((name, scope) -> {
            String text = scope.at("/attributes").path("consent.screen.text").asText();
            if (name.startsWith("purpose/")) {
                assertThat(text).as(name).startsWith("Why: ");
            } else if (name.startsWith("period/")) {
                assertThat(text).as(name).startsWith("How long: ");
            } else if (name.startsWith("patient/") || name.startsWith("action/")) {
                assertThat(text).as(name).startsWith("What: ");
            }
        });
    }

    @Test
    void noSentenceIsSharedByTwoKinds() {
        List<String> sentences = SCOPES.entrySet().stream()
                .filter(scope -> scope.getKey().startsWith("patient/"))
                .map(scope -> scope.getValue()
                        .at("/attributes")
                        .path("consent.screen.text")
                        .asText())
                .toList();

        assertThat(sentences).doesNotHaveDuplicates();
    }

    @Test
    void tellsTheGatewayOfWhatHappensAndKeepsItForPolling() {
        assertThat(REALM.path("eventsListeners").toString()).contains("\"consentry\"");
        assertThat(REALM.path("eventsEnabled").asBoolean()).isTrue();
        assertThat(REALM.path("adminEventsEnabled").asBoolean()).isTrue();
        assertThat(REALM.path("enabledEventTypes").toString()).contains("REVOKE_GRANT", "UPDATE_CONSENT");
    }

    @Test
    void peopleRegisterByThemselvesAndShowTheirAddressWithinADay() {
        assertThat(REALM.path("registrationAllowed").asBoolean()).isTrue();
        assertThat(REALM.path("verifyEmail").asBoolean()).isTrue();
        assertThat(REALM.path("resetPasswordAllowed").asBoolean()).isTrue();
        assertThat(REALM.at("/attributes/actionTokenGeneratedByUserLifespan.verify-email")
                        .asText())
                .isEqualTo("86400");
        assertThat(REALM.path("eventsListeners").toString()).contains("\"consentry-registration\"");
    }

    @Test
    void everyClientsAssertionIsMeasured() {
        assertThat(REALM.path("clientProfiles").toString())
                .contains(
                        "\"" + ShortAssertion.ID + "\"", "\"" + NamedAudience.ID + "\"", "\"" + NamedScopes.ID + "\"");
        assertThat(REALM.at("/clientPolicies/policies/0/enabled").asBoolean()).isTrue();
        assertThat(REALM.path("clientPolicies").toString()).contains("any-client");
    }

    @Test
    void slowsDownGuessing() {
        assertThat(REALM.path("bruteForceProtected").asBoolean()).isTrue();
        assertThat(REALM.path("accessTokenLifespan").asInt()).isLessThanOrEqualTo(300);
    }

    private static Map<String, JsonNode> scopes() {
        Map<String, JsonNode> scopes = new TreeMap<>();
        REALM.path("clientScopes")
                .forEach(scope -> scopes.put(scope.path("name").asText(), scope));
        return scopes;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode read() {
        try (InputStream file = RealmFileTests.class.getResourceAsStream("/realm/consentry-realm.json")) {
            return JsonSerialization.mapper.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
