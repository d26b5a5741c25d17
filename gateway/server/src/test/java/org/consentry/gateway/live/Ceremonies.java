package org.consentry.gateway.live;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.crypto.signature.DetachedJws;
import org.consentry.crypto.signature.PublicJwk;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What members and patients do until a consent stands: asking, the screen, the signature of the patient's device. */
final class Ceremonies {
    private final LiveGateway gateway;
    private final Map<String, ECKey> devices;
    private final Map<String, Begun> begun = new ConcurrentHashMap<>();

    /** @param devices signing keys by patient; the nodes of one gateway share them */
    Ceremonies(LiveGateway gateway, Map<String, ECKey> devices) {
        this.gateway = gateway;
        this.devices = devices;
    }

    Map<String, ECKey> devices() {
        return devices;
    }

    /** Gives a patient's device its signing key and registers it. */
    void register(String patientId) {
        register(patientId, List.of());
    }

    /** The same, with further keys in the same request. */
    void register(String patientId, List<? extends JsonNode> more) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256).generate();
            devices.put(patientId, key);
            ObjectNode parameters = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
            parameters
                    .putArray("parameter")
                    .addObject()
                    .put("name", "jwk")
                    .put("valueString", key.toPublicJWK().toJSONString());
            more.forEach(parameters.withArray("parameter")::add);
            LiveGateway.expect(
                    gateway.post(
                            gateway.patient(patientId),
                            "/fhir/Patient/" + patientId + "/$register-key",
                            parameters.toString()),
                    200);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A member asks; answers the request's id. */
    String ask(String member, String patientId, String provision) {
        HttpResponse<String> answer = gateway.post(
                gateway.member(member),
                "/fhir/Consent",
                "{'resourceType':'Consent','status':'proposed','patient':{'reference':'Patient/" + patientId
                        + "'},'provision':" + provision + "}");
        return LiveGateway.expect(answer, 201).path("id").asString("");
    }

    /** The patient says yes on the screen and signs on the device. */
    void approve(String patientId, String consentId) {
        approve(patientId, consentId, "");
    }

    /** The same, with parameters of what is left of the request. */
    void approve(String patientId, String consentId, String narrowing) {
        URI screen = URI.create(begin(patientId, consentId, narrowing).screen());
        complete(patientId, consentId, screen);
    }

    HttpResponse<String> departure(String patientId, String consentId, String narrowing) {
        return gateway.post(
                gateway.patient(patientId),
                "/fhir/Consent/" + consentId + "/$authorize",
                "{'resourceType':'Parameters','parameter':[" + narrowing + "]}");
    }

    record Begun(String screen, String cookie) {}

    Begun begin(String patientId, String consentId) {
        return begin(patientId, consentId, "");
    }

    private Begun begin(String patientId, String consentId, String narrowing) {
        HttpResponse<String> answer = departure(patientId, consentId, narrowing);
        String screen = LiveGateway.expect(answer, 200)
                .path("parameter")
                .path(0)
                .path("valueUrl")
                .asString("");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        Begun started = new Begun(screen, cookie.substring(0, cookie.indexOf(';')));
        begun.put(consentId, started);
        return started;
    }

    /** The yes on the screen; what follows is the device's. */
    void seen(String patientId, String consentId) {
        land(patientId, consentId, URI.create(begin(patientId, consentId).screen()));
    }

    private void complete(String patientId, String consentId, URI screen) {
        land(patientId, consentId, screen);
        LiveGateway.expect(completed(patientId, consentId), 200);
    }

    private void land(String patientId, String consentId, URI screen) {
        StandInIssuer.Answer yes = gateway.issuer.yes(screen, "account-" + patientId);
        String cookie = begun.get(consentId).cookie();
        HttpResponse<String> landed = gateway.send(
                gateway.request("", "/consent/callback?state=" + yes.state() + "&code=" + yes.code(), "Cookie", cookie)
                        .GET());
        if (landed.statusCode() != 303
                || !landed.headers().firstValue("Location").orElse("").endsWith("/finish")) {
            throw new AssertionError("the callback did not take the yes: "
                    + landed.headers().firstValue("Location").orElse("nowhere"));
        }
    }

    /** What the device is asked to sign. */
    byte[] payload(String patientId, String consentId) {
        return payload(signing(patientId, consentId));
    }

    private static byte[] payload(HttpResponse<String> signing) {
        return Base64.getDecoder()
                .decode(LiveGateway.expect(signing, 200)
                        .path("parameter")
                        .path(0)
                        .path("valueBase64Binary")
                        .asString(""));
    }

    private HttpResponse<String> signing(String patientId, String consentId) {
        return gateway.post(
                gateway.patient(patientId),
                "/fhir/Consent/" + consentId + "/$signing",
                "{'resourceType':'Parameters','parameter':[]}");
    }

    /** The patient's device signs what it is given, if it is given anything. */
    HttpResponse<String> completed(String patientId, String consentId) {
        HttpResponse<String> signing = signing(patientId, consentId);
        return signing.statusCode() == 200
                ? complete(patientId, consentId, signature(patientId, payload(signing)))
                : signing;
    }

    HttpResponse<String> complete(String patientId, String consentId, String signature) {
        ObjectNode parameters = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        parameters.putArray("parameter").addObject().put("name", "signature").put("valueString", signature);
        return gateway.post(
                gateway.patient(patientId), "/fhir/Consent/" + consentId + "/$complete", parameters.toString());
    }

    String signature(String patientId, byte[] payload) {
        ECKey key = devices.get(patientId);
        try {
            return DetachedJws.sign(
                    payload,
                    key.toECPrivateKey(),
                    PublicJwk.of(key.toECPublicKey()).thumbprint());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ask and yes in one. */
    String grant(String member, String patientId, String provision) {
        String consentId = ask(member, patientId, provision);
        approve(patientId, consentId);
        return consentId;
    }

    HttpResponse<String> revoke(String patientId, String consentId) {
        return gateway.post(
                gateway.patient(patientId),
                "/fhir/Consent/" + consentId + "/$revoke",
                "{'resourceType':'Parameters','parameter':[]}");
    }
}
