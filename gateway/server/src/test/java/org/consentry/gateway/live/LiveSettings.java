package org.consentry.gateway.live;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.gateway.TestDatabase;
import org.consentry.gateway.TestObjectStore;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;

/** The files and settings of a gateway that was deployed. */
final class LiveSettings {
    private static final SecureRandom RANDOM = new SecureRandom();

    private LiveSettings() {}

    /** What a gateway needs to be given as files. */
    static Path keys() throws IOException, JOSEException {
        Path folder = Files.createTempDirectory("live-gateway");
        Files.writeString(
                folder.resolve("client.jwk"),
                new ECKeyGenerator(Curve.P_384).keyID("gateway").generate().toJSONString());
        Files.writeString(
                folder.resolve("signature.jwk"),
                new ECKeyGenerator(Curve.P_256).keyID("bundles").generate().toJSONString());
        Files.writeString(
                folder.resolve("ledger.key"),
                SigningKey.generate(new KeyName("ledger.test/live"), KeyKind.ED25519, RANDOM)
                        .encoded());
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        Files.writeString(folder.resolve("secret"), Base64.getEncoder().encodeToString(secret));
        try (SecretKey escrow = SecretKey.random(RANDOM)) {
            Files.writeString(folder.resolve("escrow.key"), HexFormat.of().formatHex(escrow.toSecretBytes()));
        }
        return folder;
    }

    /** By their names. */
    static Map<String, String> of(
            int port, URI name, StandInIssuer issuer, TestDatabase database, URI store, Path folder) {
        Map<String, String> settings = new HashMap<>();
        settings.put("server.port", Integer.toString(port));
        settings.put("server.address", "127.0.0.1");
        settings.put("spring.datasource.url", database.jdbcUrl());
        settings.put("spring.datasource.username", "postgres");
        settings.put("gateway.base-url", name.toString());
        settings.put("gateway.identity.issuer", issuer.issuer());
        settings.put("gateway.identity.audience", audience());
        settings.put("gateway.identity.keycloak-events-key", eventsKey());
        settings.put("gateway.consent.client-key", folder.resolve("client.jwk").toString());
        settings.put("gateway.object-store.endpoint", store.toString());
        settings.put("gateway.object-store.access-key", TestObjectStore.ACCESS_KEY);
        settings.put("gateway.object-store.secret-key", TestObjectStore.SECRET_KEY);
        settings.put("gateway.ledger.key-file", folder.resolve("ledger.key").toString());
        settings.put("gateway.ledger.origin", "ledger.test/live");
        settings.put(
                "gateway.signature.key-file", folder.resolve("signature.jwk").toString());
        settings.put("gateway.signature.required-of", LiveGateway.SIGNING_MEMBER);
        settings.put("gateway.escrow-key-file", folder.resolve("escrow.key").toString());
        settings.put("gateway.secret-file", folder.resolve("secret").toString());
        // Webhooks of tests end on this machine.
        settings.put("gateway.subscription.private-addresses", "allowed");
        settings.put("gateway.subscription.first-retry", "100ms");
        settings.put("gateway.subscription.failures", "4");
        // What it hides is measured elsewhere; hundreds of requests would take as many tenths of a second.
        settings.put("gateway.consent.request-takes", "1ms");
        settings.put("gateway.sharing.proxy-patience", "3s");
        settings.put("logging.level.root", "warn");
        return settings;
    }

    static String[] arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    static String eventsKey() {
        return Base64.getEncoder()
                .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    }

    /** Both nodes are one gateway: they believe the same tokens. */
    static String audience() {
        return "https://gateway.test/fhir";
    }
}
