package org.consentry.gateway.live;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.consentry.crypto.envelope.ProxyFragment;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A member's proxy, as another implementation would write it; a test may make it lie, sleep or keep what it should not. */
final class MemberProxy {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LiveGateway gateway;
    private final String member;
    private final SecretKey own = SecretKey.random(RANDOM);
    final Map<String, VerifiedKeyFrag> held = new ConcurrentHashMap<>();
    final AtomicInteger reencryptions = new AtomicInteger();
    volatile boolean away;
    volatile boolean keepsEverything;
    volatile boolean lies;
    private final Thread thread;
    private volatile boolean closed;

    MemberProxy(LiveGateway gateway, String member) {
        this.gateway = gateway;
        this.member = member;
        LiveGateway.expect(
                gateway.post(
                        gateway.member(member),
                        "/fhir/Organization/" + member + "/$register-key",
                        UmbralDevice.umbral("proxy", own.publicKey(), own.publicKey())
                                .toString()),
                200);
        this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        while (!closed) {
            if (away) {
                Thread.onSpinWait();
                LockSupport.parkNanos(20_000_000);
            } else {
                round();
            }
        }
    }

    private void round() {
        JsonNode tasks = LiveGateway.expect(gateway.get(gateway.member(member), "/proxy/work?wait=1"), 200)
                .path("tasks");
        ObjectNode body = LiveGateway.JSON.createObjectNode();
        ArrayNode answers = body.putArray("answers");
        if (away || closed) {
            return;
        }
        tasks.forEach(task -> answers.add(answer(task)));
        if (!answers.isEmpty()) {
            gateway.send(gateway.request(gateway.member(member), "/proxy/answers")
                    .header("Content-Type", "application/json")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body.toString())));
        }
    }

    private ObjectNode answer(JsonNode task) {
        String kind = task.path("task").asString("");
        String consent = task.path("consent").asString("");
        ObjectNode answer =
                LiveGateway.JSON.createObjectNode().put("task", kind).put("consent", consent);
        switch (kind) {
            case "hold" ->
                answer.put("delegatingKey", task.path("delegatingKey").asString(""))
                        .put("verified", hold(consent, task));
            case "forget" -> {
                if (!keepsEverything) {
                    held.remove(consent);
                }
            }
            default -> {
                answer.put("request", task.path("request").asString(""));
                VerifiedKeyFrag fragment = held.get(consent);
                if (fragment != null) {
                    answer.put("cfrag", Base64.getEncoder().encodeToString(made(fragment, task)));
                }
            }
        }
        return answer;
    }

    private boolean hold(String consent, JsonNode task) {
        return ProxyFragment.open(own, bytes(task, "sealed"))
                        .filter(it -> it.consentId().equals(consent))
                        .map(it -> held.put(
                                consent,
                                it.fragment()
                                        .verify(
                                                key(task, "verifyingKey"),
                                                key(task, "delegatingKey"),
                                                key(task, "receivingKey"))
                                        .orThrow()))
                        .isPresent()
                || held.containsKey(consent);
    }

    private byte[] made(VerifiedKeyFrag fragment, JsonNode task) {
        reencryptions.incrementAndGet();
        byte[] cfrag = fragment.reencrypt(
                        Capsule.fromBytes(bytes(task, "capsule")).orThrow(), RANDOM)
                .toBytes();
        if (lies) {
            System.arraycopy(cfrag, 38, cfrag, 3, 33);
        }
        return cfrag;
    }

    private static byte[] bytes(JsonNode task, String name) {
        return Base64.getDecoder().decode(task.path(name).asString(""));
    }

    private static PublicKey key(JsonNode task, String name) {
        return PublicKey.fromBytes(HexFormat.of().parseHex(task.path(name).asString("")))
                .orThrow();
    }

    Map<String, VerifiedKeyFrag> held() {
        return new HashMap<>(held);
    }

    void stop() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
