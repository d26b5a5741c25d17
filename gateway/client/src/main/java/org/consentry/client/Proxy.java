package org.consentry.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.consentry.crypto.envelope.ProxyFragment;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * A member's proxy: it holds one fragment of three, and re-encrypts with it while the consent stands.
 *
 * It asks the gateway for its work and lets nobody in. It does not believe the gateway more than it must: a fragment is
 * bound to its consent and to its end by the patient's device, inside what was sealed to this proxy, and is verified
 * before it is kept; one that was put under another consent, or whose end has come, is not used whatever is asked. What it
 * cannot see is that a consent was revoked before its end: for that it is told, and one fragment alone opens nothing.
 */
public final class Proxy {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Gateway gateway;
    private final SecretKey own;
    private final FragmentStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param own the key whose public half the member registered for its proxy */
    public Proxy(Gateway gateway, SecretKey own, FragmentStore store) {
        this(gateway, own, store, Clock.systemUTC());
    }

    Proxy(Gateway gateway, SecretKey own, FragmentStore store, Clock clock) {
        this.gateway = gateway;
        this.own = own;
        this.store = store;
        this.clock = clock;
    }

    /** Waits so many seconds for work, does it and tells. @return how many tasks there were */
    public int round(int waitSeconds) throws IOException, InterruptedException {
        JsonNode tasks = gateway.proxyWork(waitSeconds).path("tasks");
        if (tasks.isEmpty()) {
            return 0;
        }
        ObjectNode body = JSON.createObjectNode();
        ArrayNode answers = body.putArray("answers");
        for (JsonNode task : tasks) {
            try {
                answer(task).ifPresent(answers::add);
            } catch (Untrusted | IllegalArgumentException notInForm) {
                // One task that is out of form does not hold up the others.
            }
        }
        if (!answers.isEmpty()) {
            gateway.proxyAnswers(body);
        }
        return tasks.size();
    }

    private Optional<ObjectNode> answer(JsonNode task) throws IOException {
        return switch (task.path("task").asString("")) {
            case "hold" -> Optional.of(hold(task));
            case "forget" -> Optional.of(forget(task));
            case "reencrypt" -> Optional.of(reencrypt(task));
            // A newer gateway's business.
            default -> Optional.empty();
        };
    }

    private ObjectNode hold(JsonNode task) throws IOException {
        String consent = text(task, "consent");
        String delegating = text(task, "delegatingKey");
        byte[] sealed = bytes(task, "sealed");
        boolean verified = ProxyFragment.open(own, sealed)
                .filter(it -> it.consentId().equals(consent))
                .filter(it -> it.fragment()
                                .verify(
                                        point(task, "verifyingKey"),
                                        point(task, "delegatingKey"),
                                        point(task, "receivingKey"))
                        instanceof Checked.Accepted<VerifiedKeyFrag>)
                .isPresent();
        if (verified) {
            store.keep(consent, delegating, withKeys(task, sealed));
        }
        return JSON.createObjectNode()
                .put("task", "hold")
                .put("consent", consent)
                .put("delegatingKey", delegating)
                .put("verified", verified);
    }

    /** The three keys it was verified with lie before the fragment, so that it is verified with them again. */
    private static byte[] withKeys(JsonNode task, byte[] sealed) {
        byte[] kept = new byte[3 * PublicKey.LENGTH + sealed.length];
        int at = 0;
        for (String name : new String[] {"verifyingKey", "delegatingKey", "receivingKey"}) {
            System.arraycopy(point(task, name).toBytes(), 0, kept, at, PublicKey.LENGTH);
            at += PublicKey.LENGTH;
        }
        System.arraycopy(sealed, 0, kept, at, sealed.length);
        return kept;
    }

    private ObjectNode forget(JsonNode task) throws IOException {
        String consent = text(task, "consent");
        store.forget(consent);
        return JSON.createObjectNode().put("task", "forget").put("consent", consent);
    }

    private ObjectNode reencrypt(JsonNode task) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("task", "reencrypt").put("request", text(task, "request"));
        Optional<VerifiedKeyFrag> held = held(text(task, "consent"), text(task, "delegatingKey"));
        Checked<Capsule> capsule = Capsule.fromBytes(bytes(task, "capsule"));
        if (held.isPresent() && capsule instanceof Checked.Accepted<Capsule> accepted) {
            byte[] cfrag = held.get().reencrypt(accepted.value(), random).toBytes();
            answer.put("cfrag", Base64.getEncoder().encodeToString(cfrag));
        }
        return answer;
    }

    /** The fragment of a consent that has not ended. */
    private Optional<VerifiedKeyFrag> held(String consent, String delegatingKey) throws IOException {
        Optional<byte[]> kept = store.find(consent, delegatingKey).filter(it -> it.length > 3 * PublicKey.LENGTH);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        byte[] all = kept.get();
        byte[] sealed = Arrays.copyOfRange(all, 3 * PublicKey.LENGTH, all.length);
        return ProxyFragment.open(own, sealed)
                .filter(it -> it.consentId().equals(consent))
                .filter(it -> it.until().map(clock.instant()::isBefore).orElse(true))
                .map(it -> it.fragment().verify(key(all, 0), key(all, 1), key(all, 2)))
                .flatMap(checked -> checked instanceof Checked.Accepted<VerifiedKeyFrag> accepted
                        ? Optional.of(accepted.value())
                        : Optional.empty());
    }

    private static PublicKey key(byte[] kept, int index) {
        return PublicKey.fromBytes(Arrays.copyOfRange(kept, index * PublicKey.LENGTH, (index + 1) * PublicKey.LENGTH))
                .orThrow();
    }

    private static String text(JsonNode task, String name) throws Untrusted {
        String text = task.path(name).asString("");
        if (text.isEmpty()) {
            throw new Untrusted("the gateway's task is not in form");
        }
        return text;
    }

    private static byte[] bytes(JsonNode task, String name) throws Untrusted {
        try {
            return Base64.getDecoder().decode(text(task, name));
        } catch (IllegalArgumentException e) {
            throw new Untrusted("the gateway's task is not in form");
        }
    }

    private static PublicKey point(JsonNode task, String name) {
        return PublicKey.fromBytes(HexFormat.of().parseHex(task.path(name).asString("")))
                .orThrow();
    }
}
