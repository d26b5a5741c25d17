package org.consentry.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway, as a member's system uses it. May be used by many threads; every method blocks. An {@link IOException} is a
 * broken line, {@link Refused} an answer that was no, {@link Untrusted} something that does not check out.
 */
public final class Gateway {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Connection connection;
    private final HttpClient http;
    private final SignIn signIn;
    private final Clock clock;

    public Gateway(Connection connection) {
        this(
                connection,
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build(),
                Clock.systemUTC());
    }

    Gateway(Connection connection, HttpClient http, Clock clock) {
        this.connection = connection;
        this.http = http;
        this.clock = clock;
        this.signIn = new SignIn(connection, http, clock);
    }

    /** Whether to go on listening. */
    public enum Next {
        GO_ON,
        STOP
    }

    /** What to do with an event. When it throws, the event comes again. */
    @FunctionalInterface
    public interface EventHandler {
        Next handle(GatewayEvent event) throws IOException, InterruptedException;
    }

    /** Follows the member's events from a position on, for as long as the handler wants. */
    public void listen(Position position, EventHandler handler) throws IOException, InterruptedException {
        new Listener(connection.gateway(), signIn, http).run(position, handler);
    }

    /** What a delivery holds; the URI in it works once. */
    public Delivery delivery(String id) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request("/deliveries/" + id).GET());
        return Delivery.parse(ok("asking for the delivery", answer));
    }

    /**
     * Fetches a delivery into a file, decrypts it, compares its hash and acknowledges it.
     *
     * @param own the member's receiving key
     * @param target replaced when everything has checked out, untouched otherwise
     */
    public Delivery fetch(String id, SecretKey own, Path target) throws IOException, InterruptedException {
        return fetch(id, new ReaderKey.Umbral(own), target);
    }

    /** The same with a key of either kind. */
    public Delivery fetch(String id, ReaderKey own, Path target) throws IOException, InterruptedException {
        Delivery delivery = delivery(id);
        requireOwnHost(delivery.uri());
        new Fetch(delivery, target)
                .run(own, file -> new Download(http, signIn, delivery.uri(), file, delivery.sealedSize()).run());
        ObjectNode body = JSON.createObjectNode().put("sha256", delivery.sha256());
        HttpResponse<byte[]> answer = send(request("/deliveries/" + id + "/ack")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
        ok("acknowledging", answer);
        return delivery;
    }

    /** The token goes to the gateway and to nobody else, whatever a URI says. */
    private void requireOwnHost(URI uri) throws Untrusted {
        if (!connection.gateway().getAuthority().equals(uri.getAuthority())
                || !connection.gateway().getScheme().equals(uri.getScheme())) {
            throw new Untrusted("the delivery's URI leads to another host");
        }
    }

    /** Registers the member's receiving key. @throws Refused 409 when another is registered */
    public void registerKey(PublicKey key) throws IOException, InterruptedException {
        registerKey("receiving", key);
    }

    /** Registers the key that fragments for the member's proxy are sealed to. @throws Refused 409 when another is */
    public void registerProxyKey(PublicKey key) throws IOException, InterruptedException {
        registerKey("proxy", key);
    }

    /** New consents no longer count on the member's proxy. */
    public void retireProxyKey() throws IOException, InterruptedException {
        ok("retiring the proxy", change("$retire-proxy", JSON.createObjectNode().put("resourceType", "Parameters")));
    }

    /** What the member's proxy has to do; waits so many seconds for something. */
    JsonNode proxyWork(int waitSeconds) throws IOException, InterruptedException {
        return JSON.readTree(ok(
                "asking for work",
                send(request("/proxy/work?wait=" + waitSeconds).GET())));
    }

    /** What the member's proxy did. */
    void proxyAnswers(ObjectNode answers) throws IOException, InterruptedException {
        ok(
                "handing answers in",
                send(request("/proxy/answers")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(answers)))));
    }

    private void registerKey(String scope, PublicKey key) throws IOException, InterruptedException {
        ObjectNode parameters = JSON.createObjectNode().put("resourceType", "Parameters");
        ArrayNode part = parameters
                .putArray("parameter")
                .addObject()
                .put("name", "umbral")
                .putArray("part");
        part.addObject().put("name", "scope").put("valueString", scope);
        part.addObject()
                .put("name", "publicKey")
                .put("valueString", HexFormat.of().formatHex(key.toBytes()));
        register(parameters);
    }

    /**
     * Registers the key with which the member signs what it hands in. A key it signed with before is retired by naming
     * it; what it signed stays signed.
     *
     * @param replaced thumbprint of the key that this one takes the place of
     * @throws Refused 409 when another is registered and not named
     */
    public void registerSigningKey(PublicJwk key, Optional<String> replaced) throws IOException, InterruptedException {
        ObjectNode parameters = JSON.createObjectNode().put("resourceType", "Parameters");
        ArrayNode list = parameters.putArray("parameter");
        list.addObject().put("name", "jwk").put("valueString", key.toJson());
        replaced.ifPresent(name -> list.addObject().put("name", "replaces").put("valueString", name));
        register(parameters);
    }

    private void register(ObjectNode parameters) throws IOException, InterruptedException {
        ok("registering the key", change("$register-key", parameters));
    }

    private HttpResponse<byte[]> change(String operation, ObjectNode parameters)
            throws IOException, InterruptedException {
        return send(request("/fhir/Organization/" + connection.organization() + "/" + operation)
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(parameters))));
    }

    /**
     * Registers the public half of a P-256 key, to which patients' devices wrap data keys for a member that registers no
     * Umbral key. @throws Refused 409 when another is registered
     */
    public void registerKey(ECPublicKey key) throws IOException, InterruptedException {
        ObjectNode parameters = JSON.createObjectNode().put("resourceType", "Parameters");
        parameters
                .putArray("parameter")
                .addObject()
                .put("name", "jwk")
                .put("valueString", PublicJwk.of(key).toJson());
        register(parameters);
    }

    /** The registered keys of {@code Organization/[id]} or {@code Patient/[id]}, as a Parameters resource. */
    public byte[] keys(String owner) throws IOException, InterruptedException {
        return ok("asking for keys", send(request("/fhir/" + owner + "/$keys").GET()));
    }

    /** The receipt (tlog-proof) of a digest in hex. */
    public byte[] receipt(String digest) throws IOException, InterruptedException {
        return ok(
                "asking for the receipt",
                send(request("/ledger/proof?digest=" + digest).GET()));
    }

    /** Hands a document in: {@code /intake/hl7v2}, {@code /intake/ccda} … or {@code /fhir}. @return the answer's body */
    public byte[] push(String door, String contentType, byte[] body) throws IOException, InterruptedException {
        return ok(
                "pushing",
                send(request(door)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))));
    }

    /** Signs a Bundle and hands it in. @return the answer's body */
    public byte[] submit(byte[] bundle, MemberSigner signer) throws IOException, InterruptedException {
        return push("/fhir", "application/fhir+json", signer.sign(bundle, connection.organization(), clock.instant()));
    }

    /**
     * Hands a file in as it is, whatever its size: it is read while it is sent.
     *
     * @param patient logical id of the patient whose it is
     * @return the id of the Binary, for {@code DocumentReference.content.attachment.url}
     */
    public String upload(Path file, String contentType, String patient) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(connection.gateway() + "/fhir/Binary"))
                .header("Authorization", "Bearer " + signIn.token())
                .header("Accept", "application/fhir+json")
                .header("Content-Type", contentType)
                .header("X-Security-Context", "Patient/" + patient)
                .POST(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        byte[] answer = ok("uploading", http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        return JSON.readTree(answer).path("id").asString("");
    }

    /** A bearer token for other tools, good for some minutes. It is a secret: keep it out of logs and histories. */
    public String token() throws IOException, InterruptedException {
        return signIn.token();
    }

    private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
        return HttpRequest.newBuilder(URI.create(connection.gateway() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + signIn.token());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] ok(String what, HttpResponse<byte[]> answer) throws Refused {
        if (answer.statusCode() / 100 != 2) {
            throw new Refused(what, answer.statusCode());
        }
        return answer.body();
    }
}
