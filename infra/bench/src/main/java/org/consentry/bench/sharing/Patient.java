package org.consentry.bench.sharing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.HexFormat;
import org.consentry.crypto.signature.DetachedJws;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A patient of a local stack, with keys of a device that lie beside {@code local-stack.json} so that a second run finds them
 * again. Patients whose keys a browser has registered cannot be used.
 */
final class Patient {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final Stack stack;
    private final HeadlessBrowser browser;
    private final String id;
    private final Device device;
    private String token = "";

    private Patient(Stack stack, String name) throws IOException {
        JsonNode user = stack.user(name);
        this.stack = stack;
        this.id = user.path("patient").asString("");
        this.browser = new HeadlessBrowser(
                user.path("username").asString(""), user.path("password").asString(""));
        this.device = Device.beside(stack.file(), name);
    }

    /** Signs in and registers the device's keys. */
    static Patient signIn(Stack stack, String name) throws IOException, InterruptedException {
        Patient patient = new Patient(stack, name);
        patient.signIn();
        patient.register();
        return patient;
    }

    String id() {
        return id;
    }

    private record Device(ECKey signing, SecretKey delegating, SecretKey verifying) {
        static Device beside(Path report, String name) throws IOException {
            Path file = report.resolveSibling("bench-device-" + name + ".json");
            try {
                if (!Files.exists(file)) {
                    ObjectNode made = Stack.JSON.createObjectNode();
                    made.put(
                            "signing",
                            new ECKeyGenerator(Curve.P_256).generate().toJSONString());
                    made.put("delegating", hex(SecretKey.random(RANDOM).toSecretBytes()));
                    made.put("verifying", hex(SecretKey.random(RANDOM).toSecretBytes()));
                    Files.writeString(file, made.toString());
                }
                JsonNode kept = Stack.JSON.readTree(Files.readString(file));
                return new Device(
                        ECKey.parse(kept.path("signing").asString("")),
                        secret(kept.path("delegating")),
                        secret(kept.path("verifying")));
            } catch (JOSEException | ParseException e) {
                throw new IOException("the keys of the made-up device cannot be used", e);
            }
        }

        private static SecretKey secret(JsonNode hex) {
            return SecretKey.fromBytes(HexFormat.of().parseHex(hex.asString("")))
                    .orThrow();
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private void signIn() throws IOException, InterruptedException {
        JsonNode config = Stack.JSON.readTree(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.url("gateway") + "/portal-config.json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
        String client = config.path("clientId").asString("");
        String back = stack.url("gateway") + "/signed-in";
        byte[] verifier = new byte[32];
        RANDOM.nextBytes(verifier);
        String code = URL.encodeToString(verifier);
        URI start = URI.create(config.path("issuer").asString("") + "/protocol/openid-connect/auth?response_type=code"
                + "&scope=" + HeadlessBrowser.encoded("openid profile email fhirUser") + "&client_id=" + client
                + "&redirect_uri=" + HeadlessBrowser.encoded(back) + "&state=x&code_challenge_method=S256"
                + "&code_challenge=" + URL.encodeToString(sha256(code)));
        URI arrived = browser.walk(start, uri -> uri.toString().startsWith(back));
        String form = "grant_type=authorization_code&client_id=" + client + "&code="
                + arrived.getQuery().replaceAll(".*(?:^|&)code=([^&]+).*", "$1") + "&code_verifier=" + code
                + "&redirect_uri=" + HeadlessBrowser.encoded(back);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.url("tokenEndpoint")))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        token = Stack.JSON.readTree(answer.body()).path("access_token").asString("");
        if (token.isEmpty()) {
            throw new IOException("the patient could not sign in");
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void register() throws IOException, InterruptedException {
        ObjectNode parameters = parameters();
        ArrayNode list = parameters.withArray("parameter");
        text(list, "jwk", device.signing().toPublicJWK().toJSONString());
        ArrayNode part = list.addObject().put("name", "umbral").putArray("part");
        text(part, "scope", "documents");
        text(part, "publicKey", hex(device.delegating().publicKey().toBytes()));
        text(part, "verifyingKey", hex(device.verifying().publicKey().toBytes()));
        stack.post(token, "/fhir/Patient/" + id + "/$register-key", parameters.toString());
    }

    /** The member asks, the patient says yes and signs. @return the consent's id */
    String consent(String member, String provision) throws IOException, InterruptedException {
        String asked = stack.post(
                        stack.token(member),
                        "/fhir/Consent",
                        "{\"resourceType\":\"Consent\",\"status\":\"proposed\",\"patient\":{\"reference\":\"Patient/"
                                + id + "\"},\"provision\":" + provision + "}")
                .body();
        String consent = Stack.JSON.readTree(asked).path("id").asString("");
        HttpResponse<String> departure = stack.post(
                token, "/fhir/Consent/" + consent + "/$authorize", parameters().toString());
        departure.headers().allValues("Set-Cookie").forEach(browser::cookie);
        URI screen = URI.create(Stack.JSON
                .readTree(departure.body())
                .path("parameter")
                .path(0)
                .path("valueUrl")
                .asString(""));
        browser.walk(screen, uri -> uri.getPath().endsWith("/finish"));
        complete(consent);
        return consent;
    }

    private void complete(String consent) throws IOException, InterruptedException {
        JsonNode signing = Stack.JSON
                .readTree(stack.post(
                                token,
                                "/fhir/Consent/" + consent + "/$signing",
                                parameters().toString())
                        .body())
                .path("parameter");
        ObjectNode answer = parameters();
        ArrayNode list = answer.withArray("parameter");
        text(
                list,
                "signature",
                signature(Base64.getDecoder()
                        .decode(signing.path(0).path("valueBase64Binary").asString(""))));
        for (JsonNode each : signing) {
            if (each.path("name").asString("").equals("holder")) {
                throw new IOException("members run proxies here: consentry proxy retire first");
            }
            if (each.path("name").asString("").equals("recipient")) {
                fragment(
                        list,
                        PublicKey.fromBytes(HexFormat.of()
                                        .parseHex(each.path("part")
                                                .path(1)
                                                .path("valueString")
                                                .asString("")))
                                .orThrow());
            }
        }
        stack.post(token, "/fhir/Consent/" + consent + "/$complete", answer.toString());
    }

    private String signature(byte[] payload) throws IOException {
        try {
            return DetachedJws.sign(
                    payload,
                    device.signing().toECPrivateKey(),
                    PublicJwk.of(device.signing().toECPublicKey()).thumbprint());
        } catch (JOSEException e) {
            throw new IOException("the device cannot sign", e);
        }
    }

    private void fragment(ArrayNode list, PublicKey reader) {
        byte[] bytes = KeyFrags.of(1, 1)
                .make(device.delegating(), reader, new Signer(device.verifying(), RANDOM), RANDOM)
                .getFirst()
                .toBytes();
        ArrayNode part = list.addObject().put("name", "kfrag").putArray("part");
        text(part, "scope", "documents");
        part.addObject()
                .put("name", "bytes")
                .put("valueBase64Binary", Base64.getEncoder().encodeToString(bytes));
        text(part, "verifyingKey", hex(device.verifying().publicKey().toBytes()));
    }

    private static ObjectNode parameters() {
        ObjectNode parameters = Stack.JSON.createObjectNode().put("resourceType", "Parameters");
        parameters.putArray("parameter");
        return parameters;
    }

    private static void text(ArrayNode list, String name, String value) {
        list.addObject().put("name", name).put("valueString", value);
    }
}
