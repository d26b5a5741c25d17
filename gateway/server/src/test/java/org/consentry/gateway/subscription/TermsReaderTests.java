package org.consentry.gateway.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.subscription.SubscriptionSettings.PrivateAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class TermsReaderTests {
    private static final String GOOD = """
            {'resourceType':'Subscription','status':'requested','reason':'x',
             'criteria':'https://consentry.org/fhir/SubscriptionTopic/attachment-ready',
             '_criteria':{'extension':[{
               'url':'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria',
               'valueString':'DocumentReference?patient=Patient/p1'}]},
             'channel':{'extension':[
               {'url':'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-heartbeat-period',
                'valueUnsignedInt':60},
               {'url':'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-max-count',
                'valuePositiveInt':20}],
              'type':'rest-hook','endpoint':'https://hospital.example/hook','payload':'application/fhir+json',
              '_payload':{'extension':[{
               'url':'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content',
               'valueCode':'id-only'}]},
              'header':['Authorization: Bearer secret']}}""".replace('\'', '"');

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "SubscriptionTopic/attachment-ready | SubscriptionTopic/other | Subscription.criteria",
                "https://consentry.org/fhir/SubscriptionTopic/attachment-ready | Observation?code=1 | Subscription.criteria",
                "patient=Patient/p1 | code=1 | Subscription.criteria",
                "attachment-ready | consent-granted | Subscription.criteria",
                "rest-hook | websocket | Subscription.channel.type",
                "id-only | full-resource | Subscription.channel.payload.extension",
                "application/fhir+json | application/fhir+xml | Subscription.channel.payload",
                "https://hospital | http://hospital | Subscription.channel.endpoint",
                "https://hospital | file://hospital | Subscription.channel.endpoint",
                "https://hospital | https://user:word@hospital | Subscription.channel.endpoint",
                "https://hospital.example/hook | https:///hook | Subscription.channel.endpoint",
                "Authorization: Bearer secret | Host: elsewhere | Subscription.channel.header",
                "Authorization: Bearer secret | Transfer-Encoding: chunked | Subscription.channel.header",
                "Authorization: Bearer secret | X-JWS-Signature: forged | Subscription.channel.header",
                "Bearer secret | Bearer\\r\\nX: y | Subscription.channel.header",
                "Int\":60 | Int\":1 | Subscription.channel.extension",
                "Int\":20 | Int\":0 | Subscription.channel.extension"
            })
    void refusesWhatItCannotDo(String part, String other, String place) {
        String json = GOOD.replace(part, other);
        assertThat(json).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> read(json, PrivateAddresses.REFUSED))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(ProblemKind.UNPROCESSABLE);
                    assertThat(problem.expression()).isEqualTo(place);
                });
    }

    @Test
    void readsTheTerms() {
        Terms terms = read(GOOD, PrivateAddresses.REFUSED);

        assertThat(terms.topic().canonical()).endsWith("/attachment-ready");
        assertThat(terms.patientId()).contains("p1");
        assertThat(terms.heartbeat()).contains(java.time.Duration.ofSeconds(60));
        assertThat(terms.maxCount()).isEqualTo(20);
        assertThat(terms.content()).isEqualTo(Terms.Content.ID_ONLY);
        assertThat(terms.headers()).containsExactly("Authorization: Bearer secret");
    }

    @Test
    void takesPlainHttpWhereTheOperatorAllowsPrivateAddresses() {
        assertThat(read(GOOD.replace("https://hospital", "http://hospital"), PrivateAddresses.ALLOWED)
                        .endpoint())
                .hasScheme("http");
    }

    private static Terms read(String json, PrivateAddresses addresses) {
        return new TermsReader(addresses).read(JsonMapper.builder().build().readTree(json));
    }
}
