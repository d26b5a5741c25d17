package org.consentry.crypto.umbral;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.encoders.Hex;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the test vectors that other implementations, the portal's first, are checked against: one sharing of 2 of 3 from
 * a seeded run, with the values in between. Run with the file to write as the only argument.
 */
final class UmbralVectors {
    private final SecureRandom random = new SeededRandom("consentry umbral vectors 1");
    private final SecretKeyFactory factory = SecretKeyFactory.random(random);
    private final SecretKey delegator = factory.makeKey("scope-1".getBytes(UTF_8));
    private final SecretKey receiver = SecretKey.random(random);
    private final Signer signer = new Signer(SecretKey.random(random), random);
    private final byte[] plaintext = "a data key of 32 bytes, made up.".getBytes(UTF_8);
    private final Sealed sealed = Sealed.to(delegator.publicKey(), plaintext, random);
    private final List<VerifiedKeyFrag> keyFrags =
            KeyFrags.of(2, 3).make(delegator, receiver.publicKey(), signer, random);
    private final List<VerifiedCapsuleFrag> capsuleFrags = new ArrayList<>();

    private UmbralVectors() {
        keyFrags.forEach(keyFrag -> capsuleFrags.add(keyFrag.reencrypt(sealed.capsule(), random)));
    }

    public static void main(String[] args) throws IOException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(Path.of(args[0]), mapper.writeValueAsString(vectors()) + "\n");
    }

    /** The vectors; the same in every run. */
    static Map<String, Object> vectors() {
        UmbralVectors run = new UmbralVectors();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("about", "One Umbral sharing of 2 of 3, made up; all bytes in hex. Written by UmbralVectors.");
        out.put("secondGenerator", hex(Secp256k1.U));
        out.put("keyFactory", run.keyFactory());
        out.put("keys", run.keys());
        out.put("sealed", run.sealedFields());
        out.put("delegation", run.delegation());
        out.put("signature", run.signature());
        out.put("keyFrags", run.keyFrags.stream().map(f -> hex(f.toBytes())).toList());
        out.put(
                "capsuleFrags",
                run.capsuleFrags.stream().map(f -> hex(f.toBytes())).toList());
        out.put(
                "capsuleFragsSimple",
                run.capsuleFrags.stream().map(f -> hex(f.toSimpleBytes())).toList());
        out.put("evidence", run.capsuleFrags.stream().map(run::evidence).toList());
        out.put("refused", run.refused());
        return out;
    }

    private Map<String, Object> keyFactory() {
        return sorted(
                "seed", hex(factory.toSecretBytes()),
                "label", "scope-1",
                "secret", hex(factory.makeSecret("scope-1".getBytes(UTF_8))),
                "key", hex(factory.makeKey("scope-1".getBytes(UTF_8)).toSecretBytes()),
                "factory", hex(factory.makeFactory("scope-1".getBytes(UTF_8)).toSecretBytes()));
    }

    private Map<String, Object> keys() {
        return sorted(
                "delegatingSecret", hex(delegator.toSecretBytes()),
                "delegatingPublic", hex(delegator.publicKey().toBytes()),
                "receivingSecret", hex(receiver.toSecretBytes()),
                "receivingPublic", hex(receiver.publicKey().toBytes()),
                "verifyingPublic", hex(signer.verifyingKey().toBytes()));
    }

    private Map<String, Object> sealedFields() {
        ECPoint secret = sealed.capsule().openWith(delegator);
        return sorted(
                "plaintext", hex(plaintext),
                "capsule", hex(sealed.capsule().toBytes()),
                "capsuleSimple", hex(sealed.capsule().toSimpleBytes()),
                "challenge",
                        hex(Capsule.challenge(
                                sealed.capsule().e(), sealed.capsule().v())),
                "sharedPoint", hex(secret),
                "demKey", hex(Hashing.derive(Secp256k1.encode(secret), new byte[0], 32)),
                "ciphertext", hex(sealed.ciphertext()));
    }

    private Map<String, Object> delegation() {
        ECPoint x = capsuleFrags.getFirst().unverified().x();
        ECPoint shared = Secp256k1.timesSecret(x, receiver.scalar());
        Delegation delegation = new Delegation(x, receiver.publicKey().point(), shared);
        return sorted(
                "threshold",
                2,
                "x",
                hex(x),
                "shared",
                hex(shared),
                "divisor",
                hex(delegation.divisor()),
                "places",
                keyFrags.stream().map(f -> hex(delegation.place(f.id()))).toList(),
                "challenges",
                capsuleFrags.stream()
                        .map(f -> hex(f.unverified().points().challenge(sealed.capsule())))
                        .toList());
    }

    private Map<String, Object> signature() {
        byte[] message = "signed by the delegator's device".getBytes(UTF_8);
        UmbralSignature signature = signer.sign(message);
        return sorted("message", hex(message), "bytes", hex(signature.toBytes()), "der", hex(signature.toDer()));
    }

    private String evidence(VerifiedCapsuleFrag fragment) {
        return hex(ReencryptionEvidence.of(
                        sealed.capsule(), fragment, signer.verifyingKey(), delegator.publicKey(), receiver.publicKey())
                .toBytes());
    }

    private List<Map<String, Object>> refused() {
        byte[] keyFrag = keyFrags.getFirst().toBytes();
        byte[] otherU = keyFrag.clone();
        BigInteger otherKey = Secp256k1.random(random);
        ECPoint commitment = Secp256k1.decode(Arrays.copyOfRange(keyFrag, 143, 176));
        put(otherU, 4, Secp256k1.encode(Secp256k1.timesSecret(commitment, Secp256k1.inverse(otherKey))));
        put(otherU, 73, Secp256k1.bytes(otherKey));
        byte[] receiverSignature = keyFrag.clone();
        receiverSignature[244 + 63] ^= 1;
        byte[] highS = keyFrag.clone();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(keyFrag, 210, 242));
        put(highS, 210, Secp256k1.bytes(Secp256k1.ORDER.subtract(s)));
        byte[] capsule = sealed.capsule().toBytes();
        capsule[104] ^= 1;
        byte[] capsuleFrag = capsuleFrags.getFirst().toBytes();
        capsuleFrag[314] ^= 1;
        List<Map<String, Object>> all = new ArrayList<>(List.of(
                refused("keyFrag", Flaw.WRONG_PARAMETERS, otherU),
                refused("keyFrag", Flaw.WRONG_RECEIVER_SIGNATURE, receiverSignature),
                refused("keyFrag", Flaw.BAD_SIGNATURE_FORM, highS),
                refused("capsule", Flaw.INCONSISTENT_CAPSULE, capsule),
                refused("capsuleFrag", Flaw.WRONG_PROOF, capsuleFrag)));
        all.addAll(new Forgeries(
                        sealed.capsule().toBytes(),
                        keyFrag,
                        capsuleFrags.getFirst().toBytes())
                .all());
        return all;
    }

    /** Map.of has another order in every run; a file needs one. */
    private static Map<String, Object> sorted(Object... namesAndValues) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return out;
    }

    private static void put(byte[] into, int at, byte[] part) {
        System.arraycopy(part, 0, into, at, part.length);
    }

    static Map<String, Object> refused(String kind, Flaw flaw, byte[] bytes) {
        return sorted("kind", kind, "flaw", flaw.name(), "bytes", hex(bytes));
    }

    private static String hex(byte[] bytes) {
        return Hex.toHexString(bytes);
    }

    private static String hex(ECPoint point) {
        return hex(Secp256k1.encode(point));
    }

    private static String hex(BigInteger scalar) {
        return hex(Secp256k1.bytes(scalar));
    }
}
