package org.consentry.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** The other side of the wire: checks assertions as Keycloak does and answers what a test tells it to. */
final class FakeGateway implements AutoCloseable {
    final Queue<String> requests = new ConcurrentLinkedQueue<>();
    final Queue<String> assertions = new ConcurrentLinkedQueue<>();
    final ECKey clientKey;
    private final HttpServer server;

    FakeGateway() {
        try {
            clientKey = new ECKeyGenerator(Curve.P_384).keyID("k1").generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/token", this::token);
        server.start();
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    Connection connection() {
        return new Connection(
                uri(""), uri("/token"), "ehr-hospital-b", "hospital-b", JWSAlgorithm.ES384, clientKey, "system/*.rs");
    }

    /** Answers a path; the token is asked for first. */
    void on(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            boolean signedIn = List.of("Bearer the-token")
                    .equals(exchange.getRequestHeaders().get("Authorization"));
            if (signedIn) {
                handler.handle(exchange);
            } else {
                answer(exchange, 401, new byte[0]);
            }
        });
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String assertion = form.replaceAll(".*client_assertion=([^&]*).*", "$1");
        assertions.add(URLDecoder.decode(assertion, StandardCharsets.UTF_8));
        boolean good = isGood(assertion);
        answer(
                exchange,
                good ? 200 : 401,
                (good ? "{\"access_token\":\"the-token\",\"expires_in\":300}" : "{}").getBytes(StandardCharsets.UTF_8));
    }

    private boolean isGood(String assertion) {
        try {
            return SignedJWT.parse(assertion).verify(new ECDSAVerifier(clientKey.toECPublicKey()));
        } catch (JOSEException | java.text.ParseException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
