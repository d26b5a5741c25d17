package org.consentry.gateway.web.sharing;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.Turns;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.Proxies;
import org.consentry.gateway.web.Callers;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /proxy/work} and {@code /proxy/answers}: for a member's own proxy alone. It asks for work and waits up to
 * {@code wait} seconds; it hands in what it did.
 */
@RestController
class ProxyController {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final HexFormat HEX = HexFormat.of();
    private static final int LONGEST_WAIT = 30;
    private static final int MOST_ANSWERS = 256;

    private static final int MOST_WAITING = 4;

    private final Proxies proxies;
    private final Turns waiting = new Turns(MOST_WAITING);

    ProxyController(Proxies proxies) {
        this.proxies = proxies;
    }

    @GetMapping("/proxy/work")
    ResponseEntity<byte[]> work(@RequestParam(defaultValue = "0") String wait, HttpServletRequest request)
            throws InterruptedException {
        OrganizationId holder = holder(request);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode tasks = answer.putArray("tasks");
        for (Proxies.Task task : awaited(holder, seconds(wait))) {
            write(task, tasks.addObject());
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(JSON.writeValueAsBytes(answer));
    }

    /** Who waits keeps a thread of the container: a member's further requests are told at once what there is. */
    private List<Proxies.Task> awaited(OrganizationId holder, int seconds) throws InterruptedException {
        Optional<Turns.Turn> waits = waiting.take(holder.value());
        if (waits.isEmpty()) {
            return proxies.await(holder, 0);
        }
        try {
            return proxies.await(holder, seconds * 1000L);
        } finally {
            waits.get().close();
        }
    }

    private static int seconds(String wait) {
        if (wait.matches("[0-9]{1,3}") && Integer.parseInt(wait) <= LONGEST_WAIT) {
            return Integer.parseInt(wait);
        }
        throw Problem.at(ProblemKind.MALFORMED, "wait", "0 to " + LONGEST_WAIT + " seconds");
    }

    private static void write(Proxies.Task task, ObjectNode json) {
        switch (task) {
            case Proxies.Task.Hold hold ->
                json.put("task", "hold")
                        .put("consent", hold.consentId())
                        .put("delegatingKey", HEX.formatHex(hold.delegatingKey()))
                        .put("receivingKey", HEX.formatHex(hold.receivingKey()))
                        .put("verifyingKey", HEX.formatHex(hold.verifyingKey()))
                        .put("sealed", BASE64.encodeToString(hold.sealed()));
            case Proxies.Task.Forget forget -> json.put("task", "forget").put("consent", forget.consentId());
            case Proxies.Task.Reencrypt reencrypt ->
                json.put("task", "reencrypt")
                        .put("request", reencrypt.request())
                        .put("consent", reencrypt.consentId())
                        .put("delegatingKey", HEX.formatHex(reencrypt.delegatingKey()))
                        .put("capsule", BASE64.encodeToString(reencrypt.capsule()));
        }
    }

    /** {@code {"answers": [{"task", ...}]}}: one for each task that was done, or could not be. */
    @PostMapping("/proxy/answers")
    ResponseEntity<Void> answers(@RequestBody JsonNode body, HttpServletRequest request) {
        OrganizationId holder = holder(request);
        List<JsonNode> answers = body.path("answers").valueStream().toList();
        if (answers.isEmpty() || answers.size() > MOST_ANSWERS) {
            throw Problem.at(ProblemKind.MALFORMED, "answers", "1 to " + MOST_ANSWERS);
        }
        answers.forEach(answer -> take(holder, answer));
        return ResponseEntity.noContent().build();
    }

    private void take(OrganizationId holder, JsonNode answer) {
        switch (text(answer, "task")) {
            case "hold" ->
                proxies.taken(
                        holder,
                        text(answer, "consent"),
                        hex(answer, "delegatingKey"),
                        answer.path("verified").asBoolean(false));
            case "forget" -> proxies.forgotten(holder, text(answer, "consent"));
            case "reencrypt" -> {
                if (answer.has("cfrag")) {
                    proxies.reencrypted(holder, text(answer, "request"), base64(answer, "cfrag"));
                } else {
                    proxies.refused(holder, text(answer, "request"));
                }
            }
            default -> throw Problem.at(ProblemKind.MALFORMED, "task", "hold, forget or reencrypt");
        }
    }

    private static OrganizationId holder(HttpServletRequest request) {
        if (Callers.of(request) instanceof Caller.Member member) {
            return member.organization();
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Proxies are run by members' own systems");
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).asString("");
        if (text.isEmpty() || text.length() > 4096) {
            throw Problem.at(ProblemKind.MALFORMED, name, "a text");
        }
        return text;
    }

    private static byte[] hex(JsonNode json, String name) {
        try {
            return HEX.parseHex(text(json, name));
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, name, "hex");
        }
    }

    private static byte[] base64(JsonNode json, String name) {
        try {
            return Base64.getDecoder().decode(text(json, name));
        } catch (IllegalArgumentException e) {
            throw Problem.at(ProblemKind.MALFORMED, name, "base64");
        }
    }
}
