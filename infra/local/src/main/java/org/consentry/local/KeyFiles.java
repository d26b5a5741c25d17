package org.consentry.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;
import org.consentry.local.part.PrivateFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The stack's keys, one file each, made at the first start and readable by their owner only. */
final class KeyFiles {
    static final String LOCAL_ORIGIN = "localhost/consentry";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final String ledgerOrigin;
    private final SecureRandom random = new SecureRandom();

    KeyFiles(Path folder, String ledgerOrigin) {
        this.folder = folder;
        this.ledgerOrigin = ledgerOrigin;
    }

    /** Ed25519, signs the ledger's checkpoints; in C2SP text form. */
    Path ledger() {
        return kept("ledger.key", () -> SigningKey.generate(new KeyName(ledgerOrigin), KeyKind.ED25519, random)
                .encoded());
    }

    /** What verifies the checkpoints: {@code <name>+<key id>+<base64>}. */
    String ledgerVerifier() {
        return SigningKey.parse(text(ledger()).strip()).verifier().toString();
    }

    /** Ed25519, with which a hospital's witness cosigns checkpoints. */
    SigningKey witness(String member) {
        KeyName name = new KeyName(ledgerOrigin.substring(0, ledgerOrigin.indexOf('/') + 1) + member + "/witness");
        return SigningKey.parse(text(kept("witness-" + member + ".key", () -> SigningKey.generate(
                                name, KeyKind.ED25519_COSIGNATURE, random)
                        .encoded()))
                .strip());
    }

    /**
     * Whom to trust (c2sp.org/tlog-policy): the log, and of the authority and the two hospitals at least two. The
     * authority signs what it publishes, so one of the hospitals has to have seen it.
     */
    Path policy(List<LocalWitnesses.Place> witnesses) {
        StringBuilder policy = new StringBuilder("log " + ledgerVerifier() + "\n");
        StringBuilder group = new StringBuilder("group hospitals any");
        for (LocalWitnesses.Place witness : witnesses) {
            policy.append("witness %s %s %s\n".formatted(witness.member(), witness.vkey(), witness.url()));
            group.append(' ').append(witness.member());
        }
        Path file = folder.resolve("ledger.policy");
        try {
            // Written at every start: the witnesses' ports may have moved.
            PrivateFile.write(
                    file, policy.append(group).append("\nquorum hospitals\n").toString());
            return file;
        } catch (IOException e) {
            throw new StackFailure("Cannot write the ledger's policy", e);
        }
    }

    /** P-256 JWK, signs bundles for the authority. */
    Path signature() {
        return jwk("signature.jwk", EcJwk.Curve.P256);
    }

    /** P-384 JWK, by which the gateway signs in at Keycloak. */
    Path gatewayClient() {
        return jwk("gateway-client.jwk", EcJwk.Curve.P384);
    }

    /** The network's Umbral key, to which attachments are sealed until a patient has one; hexadecimal. */
    Path escrow() {
        return kept("escrow.key", KeyFiles::umbralSecret);
    }

    /** A member's Umbral key, with which it opens what is shared with it; base64, as the client reads it. */
    Path umbral(String member) {
        return kept("receiving-" + member + ".key", () -> Base64.getEncoder()
                .encodeToString(HexFormat.of().parseHex(umbralSecret())));
    }

    /** The same key as hexadecimal. */
    String umbralSecret(String member) {
        return HexFormat.of()
                .formatHex(Base64.getDecoder().decode(text(umbral(member)).strip()));
    }

    /** 32 random bytes, base64, for pseudonyms and page tokens. */
    Path secret() {
        return kept("gateway.secret", () -> {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            return Base64.getEncoder().encodeToString(bytes);
        });
    }

    /** The private key of a client of the network. */
    ObjectNode client(String name) {
        return read(jwk("client-" + name + ".jwk", EcJwk.Curve.P384));
    }

    ObjectNode read(Path file) {
        return (ObjectNode) JSON.readTree(text(file));
    }

    private Path jwk(String name, EcJwk.Curve curve) {
        return kept(name, () -> EcJwk.generate(curve).toString());
    }

    private Path kept(String name, Supplier<String> maker) {
        Path file = folder.resolve(name);
        try {
            if (Files.notExists(file)) {
                PrivateFile.write(file, maker.get() + "\n");
            }
            return file;
        } catch (IOException e) {
            throw new StackFailure("Cannot write the key file " + name, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StackFailure("Cannot read the key file " + file.getFileName(), e);
        }
    }

    private static String umbralSecret() {
        try (SecretKey key = SecretKey.random(new SecureRandom())) {
            return HexFormat.of().formatHex(key.toSecretBytes());
        }
    }
}
