package org.consentry.local.realm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Every way in which a realm can have become wider is found. */
class RealmCheckTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FEATURES = "[{'name':'IMPERSONATION','enabled':false},{'name':'CIBA','enabled':false}]";
    private static final String REALM =
            "{'sslRequired':'external','bruteForceProtected':true,'verifyEmail':true,'duplicateEmailsAllowed':false,'editUsernameAllowed':false,"
                    + "'accessTokenLifespan':300,'eventsEnabled':true,'adminEventsEnabled':true,"
                    + "'eventsListeners':['jboss-logging','consentry','consentry-registration']}";
    private static final String KEY =
            "'publicClient':false,'clientAuthenticatorType':'client-jwt','fullScopeAllowed':false,";
    private static final String CLIENTS = "[{'clientId':'ehr-a'," + KEY
            + "'standardFlowEnabled':false,'optionalClientScopes':['system/*.rs'],'attributes':{"
            + "'token.endpoint.auth.signing.max.exp':'300'}},{'clientId':'consent-a'," + KEY
            + "'consentRequired':true,'serviceAccountsEnabled':false,'redirectUris':['https://gateway.test/consent/callback'],"
            + "'attributes':{'token.endpoint.auth.signing.max.exp':'300','pkce.code.challenge.method':'S256',"
            + "'require.pushed.authorization.requests':'true'}},{'clientId':'account-console',"
            + "'redirectUris':['/realms/consentry/account/*']},{'clientId':'old','enabled':false,'implicitFlowEnabled':true}]";
    private static final String SCOPES =
            "[{'name':'patient/Observation.rs','attributes':{'display.on.consent.screen':'true',"
                    + "'consent.screen.text':'What: measurements'}},{'name':'system/*.rs','attributes':{}}]";

    private static List<String> findings(String from, String to) {
        return RealmCheck.of(
                JSON.readTree(FEATURES.replace(from, to).replace('\'', '"')),
                JSON.readTree(REALM.replace(from, to).replace('\'', '"')),
                JSON.readTree(CLIENTS.replace(from, to).replace('\'', '"')),
                JSON.readTree(SCOPES.replace(from, to).replace('\'', '"')));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            'IMPERSONATION','enabled':false ~ 'IMPERSONATION','enabled':true ~ feature IMPERSONATION is on
            'external' ~ 'none' ~ without TLS
            'bruteForceProtected':true ~ 'bruteForceProtected':false ~ guessed without end
            'duplicateEmailsAllowed':false ~ 'duplicateEmailsAllowed':true ~ one e-mail address
            'accessTokenLifespan':300 ~ 'accessTokenLifespan':3600 ~ longer than five minutes
            'eventsEnabled':true ~ 'eventsEnabled':false ~ events are not kept
            ,'consentry','cons ~ ,'cons ~ the listener that tells
            ,'consentry-registration'] ~ ] ~ the listener for registrations
            'verifyEmail':true ~ 'verifyEmail':false ~ not theirs
            'fullScopeAllowed':false ~ 'fullScopeAllowed':true ~ every role
            'publicClient':false ~ 'publicClient':true ~ has no key
            'client-jwt' ~ 'client-secret' ~ by a password
            max.exp':'300' ~ max.exp':'3600' ~ more than five minutes
            'standardFlowEnabled':false ~ 'standardFlowEnabled':true ~ signs people in
            ['system/*.rs'] ~ ['patient/*.rs'] ~ may ask for patient/*.rs
            'consentRequired':true ~ 'consentRequired':false ~ needs no consent
            'serviceAccountsEnabled':false ~ 'serviceAccountsEnabled':true ~ without a person
            'S256' ~ 'plain' ~ without PKCE
            requests':'true' ~ requests':'false' ~ without PAR
            callback' ~ *' ~ redirects to a pattern
            screen':'true' ~ screen':'false' ~ not shown in words
            """)
    void findsWhatBecameWider(String from, String to, String finding) {
        assertThat(findings(from, to)).anyMatch(text -> text.contains(finding));
    }

    @Test
    void findsNothingInARealmAsItWasMade() {
        assertThat(findings("nothing", "else")).isEmpty();
    }
}
