package org.consentry.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.bench.load.Load;
import org.consentry.bench.load.Wire;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes resources and waits, for each, until this program holds a receipt that it has verified itself by the policy that
 * the gateway serves: log, witnesses and quorum.
 */
@Command(
        name = "receipts",
        description = {
            "Creates resources one after the other, and after each waits for a receipt that holds.",
            "'write' is the answer to the create; 'receipt' runs from sending the create until the receipt, which"
                    + " $verify gives, was verified here. New checkpoints are looked for every --poll milliseconds."
        },
        mixinStandardHelpOptions = true)
final class ReceiptsCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] NOTHING = {};

    @Mixin
    private final Target target = new Target();

    @Option(names = "--poll", defaultValue = "2", description = "Milliseconds between two looks: ${DEFAULT-VALUE}.")
    private int poll = 2;

    private final Map<Load.Session, Wire> ledgers = new ConcurrentHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        URI ledger = ledger();
        byte[] policy = new Wire(ledger).send("GET", "/policy", "", NOTHING).body();
        ReceiptVerifier verifier = new ReceiptVerifier(Policy.parse(policy));
        return target.measure("writes and their receipts, " + quorum(policy), load -> {
            Population people = Population.at(load, 1_000);
            return session -> {
                Wire checkpoints = ledgers.computeIfAbsent(session, own -> new Wire(ledger));
                one(session, people.one(session.random()).id(), checkpoints, verifier);
                return true;
            };
        });
    }

    /** Beside the FHIR base, whose last part is {@code fhir}. */
    private URI ledger() throws IOException {
        return target.at("").resolve("ledger");
    }

    private static String quorum(byte[] policy) {
        return Arrays.stream(new String(policy, StandardCharsets.UTF_8).split("\n", -1))
                .filter(line -> line.startsWith("group") || line.startsWith("quorum"))
                .reduce((first, second) -> first + ", " + second)
                .orElse("no quorum");
    }

    private void one(Load.Session session, String patient, Wire ledger, ReceiptVerifier verifier)
            throws IOException, InterruptedException {
        byte[] before = ledger.send("GET", "/checkpoint", "", NOTHING).body();
        long begin = System.nanoTime();
        Wire.Answer written = session.send("write", "POST", "/Observation", body(session, patient), 1);
        boolean proved = written.isFine() && isProved(session, written, before, ledger, verifier);
        session.note("receipt", System.nanoTime() - begin, 1, proved);
    }

    private boolean isProved(
            Load.Session session, Wire.Answer written, byte[] before, Wire ledger, ReceiptVerifier verifier)
            throws IOException, InterruptedException {
        String id = JSON.readTree(written.body()).path("id").asString("");
        byte[] seen = before;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            byte[] now = ledger.send("GET", "/checkpoint", "", NOTHING).body();
            if (Arrays.equals(now, seen)) {
                Thread.sleep(poll);
                continue;
            }
            seen = now;
            Wire.Answer verified = session.send("$verify", "GET", "/Observation/" + id + "/$verify", NOTHING, 0);
            Optional<TlogProof> receipt = receipt(verified);
            if (receipt.isPresent()) {
                return holds(receipt.get(), verifier);
            }
        }
        return false;
    }

    private static Optional<TlogProof> receipt(Wire.Answer verified) {
        for (JsonNode parameter : JSON.readTree(verified.body()).path("parameter")) {
            if (parameter.path("name").asString("").equals("receipt")) {
                String text = parameter.path("valueBase64Binary").asString("");
                return Optional.of(TlogProof.parse(Base64.getDecoder().decode(text)));
            }
        }
        return Optional.empty();
    }

    private static boolean holds(TlogProof receipt, ReceiptVerifier verifier) {
        ReceiptExtra extra = ReceiptExtra.parse(receipt.extraBytes().orElseThrow());
        return verifier.judge(receipt, extra.entry().digest()) instanceof Verdict.Accepted;
    }

    private static byte[] body(Load.Session session, String patient) {
        String json = """
                {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org",\
                "code":"8867-4"}]},"subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-03-01T10:00:00Z",\
                "valueQuantity":{"value":%d,"unit":"/min"}}""".formatted(patient, 40 + session.random().nextInt(100));
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
