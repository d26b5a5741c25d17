package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How a stranger becomes a patient, by Keycloak's own forms and letters. */
class RegistrationIT {
    private static final String PASSWORD = "a long and private word";

    private final RunningRealm running = RunningRealm.shared();

    @Test
    void nobodySignsInBeforeTheAddressIsShownToBeTheirs() throws Exception {
        HttpResponse<String> page = register("early", "early@example.org").page();
        running.letter();

        HttpResponse<String> answer = running.signIn(new Visitor(), portal(), "early", PASSWORD);

        assertThat(page.body()).contains("We have sent a link to").doesNotContain("name=\"password-new\"");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Invalid username or password");
    }

    @Test
    void anAddressThatIsTakenMakesNoSecondAccountAndIsNotCalledTaken() throws Exception {
        confirm(register("first", "taken@example.org"), running.letter());

        HttpResponse<String> again = register("second", "taken@example.org").page();

        assertThat(again.body())
                .contains("This address cannot be used for a new account")
                .doesNotContain("already exists");
        assertThat(running.accounts("taken@example.org")).hasSize(1);
        assertThat(running.hasNoLetter()).isTrue();
    }

    @Test
    void aPasswordThatIsGuessedQuicklyIsRefused() throws Exception {
        Applicant weak = register("weak", "weak@example.org");
        HttpResponse<String> choice = opened(weak, running.letter());

        HttpResponse<String> answer =
                weak.visitor().submit(choice, Map.of("password-new", "short", "password-confirm", "short"));

        assertThat(answer.body()).contains("minimum length 12");
    }

    /** What a form does not show cannot be sent either. */
    @Test
    void nobodyRegistersAsSomebodyElse() throws Exception {
        Map<String, String> form = new HashMap<>(RunningRealm.applicant("forger", "forger@example.org"));
        form.put("fhirUser", "Patient/alice");
        form.put("user.attributes.fhirUser", "Patient/alice");
        form.put("patient", "alice");
        form.put("organization", "hospital-c");
        Visitor visitor = new Visitor();

        visitor.followWithin(running.issuer(), visitor.submit(running.registration(visitor), form));
        running.letter();

        assertThat(running.accounts("forger@example.org")).singleElement().satisfies(account -> assertThat(
                        account.path("attributes").toString())
                .contains("fhirUser")
                .doesNotContain("alice", "hospital-c"));
    }

    @Test
    void aLinkIsGoodOnceAndACutOneNever() throws Exception {
        Applicant nina = register("nina", "nina@example.org");
        String letter = running.letter();
        URI link = RunningRealm.link(letter);
        assertThat(new Visitor()
                        .get(URI.create(link.toString().replaceFirst("key=.{20}", "key=")))
                        .body())
                .doesNotContain("confirm");

        confirm(nina, letter);
        HttpResponse<String> twice = new Visitor().get(link);

        assertThat(twice.body()).contains("verified already").doesNotContain("code=");
    }

    @Test
    void aLinkLivesForADayAndTheLetterSaysSoInPlainWords() throws Exception {
        register("daily", "daily@example.org");

        String letter = running.letter();

        assertThat(letter).contains("Is this your e-mail address?").containsPattern("within (1 day|24 hours)");
        String token = RunningRealm.link(letter).getQuery().replaceFirst(".*key=([^&]+).*", "$1");
        JsonNode claims = Realm.payload(token);
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(86_400);
    }

    @Test
    void whoeverRegisteredIsAPatientWithARecordOfTheirOwn() throws Exception {
        confirm(register("petra", "petra@example.org"), running.letter());

        for (String name : new String[] {"petra", "petra@example.org"}) {
            HttpResponse<String> back = running.signIn(new Visitor(), portal(), name, PASSWORD);
            JsonNode claims = Realm.claims(running.realm.exchange("portal", Visitor.code(back), RunningRealm.LANDING));

            assertThat(claims.path("fhirUser").asString()).matches("Patient/[0-9a-f-]{36}");
            assertThat(claims.path("patient").asString())
                    .isEqualTo(claims.path("fhirUser").asString().substring("Patient/".length()));
            assertThat(claims.path("email_verified").asBoolean()).isTrue();
            assertThat(claims.at("/realm_access/roles").toString()).isEqualTo("[\"patient\"]");
        }
    }

    /** Row PC-02: an account and a name for it; for whom she works is not the account's to say. */
    @Test
    void whoeverWorksForSomebodySaysSoAndIsOneOfNobodyYet() throws Exception {
        Map<String, String> form = new HashMap<>(RunningRealm.applicant("prue", "prue@example.org"));
        form.put("registersAs", "practitioner");
        form.put("organization", "hospital-c");
        Visitor visitor = new Visitor();
        HttpResponse<String> sent =
                visitor.followWithin(running.issuer(), visitor.submit(running.registration(visitor), form));
        confirm(new Applicant(visitor, sent), running.letter());

        HttpResponse<String> back = running.signIn(new Visitor(), portal(), "prue", PASSWORD);
        JsonNode claims = Realm.claims(running.realm.exchange("portal", Visitor.code(back), RunningRealm.LANDING));

        assertThat(claims.path("fhirUser").asString()).matches("Practitioner/[0-9a-f-]{36}");
        assertThat(claims.at("/realm_access/roles").toString()).isEqualTo("[\"practitioner\"]");
        assertThat(claims.has("patient")).isFalse();
        assertThat(claims.has("organization")).isFalse();
    }

    @Test
    void nobodyRegistersAsAnOperator() throws Exception {
        Map<String, String> form = new HashMap<>(RunningRealm.applicant("olaf", "olaf@example.org"));
        form.put("registersAs", "operator");
        Visitor visitor = new Visitor();

        visitor.followWithin(running.issuer(), visitor.submit(running.registration(visitor), form));

        assertThat(running.accounts("olaf@example.org")).isEmpty();
    }

    @Test
    void aForgottenPasswordIsReplacedByALetter() throws Exception {
        confirm(register("oblivia", "oblivia@example.org"), running.letter());
        Visitor visitor = new Visitor();
        HttpResponse<String> page = visitor.get(portal());
        String forgotten = page.body().replaceAll("(?s).*href=\"([^\"]*reset-credentials[^\"]*)\".*", "$1");
        HttpResponse<String> form = visitor.get(page.uri().resolve(forgotten.replace("&amp;", "&")));
        visitor.followWithin(running.issuer(), visitor.submit(form, Map.of("username", "oblivia@example.org")));

        HttpResponse<String> chosen =
                visitor.followWithin(running.issuer(), visitor.get(RunningRealm.link(running.letter())));
        String fresh = "another long and private word";
        visitor.followWithin(
                running.issuer(), visitor.submit(chosen, Map.of("password-new", fresh, "password-confirm", fresh)));

        assertThat(Visitor.code(running.signIn(new Visitor(), portal(), "oblivia", fresh)))
                .isNotEmpty();
    }

    @Test
    void anAskedPasswordForNobodyLooksTheSame() throws Exception {
        Visitor visitor = new Visitor();
        HttpResponse<String> page = visitor.get(portal());
        String forgotten = page.body().replaceAll("(?s).*href=\"([^\"]*reset-credentials[^\"]*)\".*", "$1");
        HttpResponse<String> form = visitor.get(page.uri().resolve(forgotten.replace("&amp;", "&")));

        HttpResponse<String> answer = visitor.followWithin(
                running.issuer(), visitor.submit(form, Map.of("username", "nobody-at-all@example.org")));

        assertThat(answer.body()).contains("You should receive an email shortly");
        assertThat(running.hasNoLetter()).isTrue();
    }

    private URI portal() {
        return running.authorization("portal", RunningRealm.LANDING, "openid", Map.of());
    }

    /** Somebody in front of a browser, and what it shows. */
    private record Applicant(Visitor visitor, HttpResponse<String> page) {}

    private Applicant register(String username, String email) throws Exception {
        Visitor visitor = new Visitor();
        HttpResponse<String> form = running.registration(visitor);
        return new Applicant(
                visitor,
                visitor.followWithin(running.issuer(), visitor.submit(form, RunningRealm.applicant(username, email))));
    }

    private HttpResponse<String> opened(Applicant applicant, String letter) throws Exception {
        return applicant
                .visitor()
                .followWithin(running.issuer(), applicant.visitor().get(RunningRealm.link(letter)));
    }

    /** Opens the link where the form was filled in, and chooses a password. */
    private void confirm(Applicant applicant, String letter) throws Exception {
        HttpResponse<String> choice = opened(applicant, letter);
        HttpResponse<String> done =
                applicant.visitor().submit(choice, Map.of("password-new", PASSWORD, "password-confirm", PASSWORD));
        applicant.visitor().followWithin(running.issuer(), done);
    }
}
