package org.consentry.gateway.consent;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.text.ParseException;
import org.consentry.gateway.identity.IdentitySettings;
import org.consentry.gateway.identity.OrganizationId;
import org.springframework.stereotype.Component;

/** How the gateway signs in as a member's ceremony client: {@code private_key_jwt} with its own key. */
@Component
class CeremonyClients {
    private final IdentitySettings identity;
    private final ECKey key;

    CeremonyClients(IdentitySettings identity, ConsentSettings settings) throws IOException, ParseException {
        this.identity = identity;
        this.key = ECKey.parse(Files.readString(settings.clientKey()));
        if (!key.isPrivate()) {
            throw new IllegalArgumentException("gateway.consent.client-key must hold a private EC key as a JWK");
        }
    }

    /** The client under which a member's requests are shown. */
    static ClientID id(OrganizationId requester) {
        return new ClientID("consent-" + requester.value());
    }

    ClientAuthentication authentication(ClientID client) {
        try {
            JWSAlgorithm algorithm = Curve.P_384.equals(key.getCurve()) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES256;
            return new PrivateKeyJWT(
                    client,
                    URI.create(identity.issuer().toString()),
                    algorithm,
                    (PrivateKey) key.toECPrivateKey(),
                    key.getKeyID(),
                    null);
        } catch (JOSEException e) {
            throw new IllegalStateException("the ceremony key cannot sign", e);
        }
    }
}
