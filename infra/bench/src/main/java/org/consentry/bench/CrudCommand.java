package org.consentry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.bench.load.Load;
import org.consentry.bench.load.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Single creates, reads and updates of Observations. */
@Command(name = "crud", description = "Creates, reads and updates one by one.", mixinStandardHelpOptions = true)
final class CrudCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int KEPT = 200;
    private static final String BODY =
            "{\"resourceType\":\"Observation\",%s\"status\":\"final\",\"category\":[{\"coding\":"
                    + "[{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}],"
                    + "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8867-4\",\"display\":\"Heart rate\"}],"
                    + "\"text\":\"Heart rate\"},\"subject\":{\"reference\":\"Patient/%s\"},\"effectiveDateTime\":"
                    + "\"2026-03-%02dT10:%02d:00Z\",\"valueQuantity\":{\"value\":%d,\"unit\":\"/min\","
                    + "\"system\":\"http://unitsofmeasure.org\",\"code\":\"/min\"}}";

    @Mixin
    private final Target target = new Target();

    @Option(names = "--mix", defaultValue = "1,8,1", split = ",", description = "create,read,update: ${DEFAULT-VALUE}.")
    private int[] mix = {1, 8, 1};

    private record Made(String id, String patient) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        return target.measure("create, read, update", load -> {
            Population people = Population.at(load, 1_000);
            Map<Load.Session, Deque<Made>> own = new ConcurrentHashMap<>();
            return session -> {
                one(session, people, own.computeIfAbsent(session, s -> new ArrayDeque<>()));
                return true;
            };
        });
    }

    private void one(Load.Session session, Population people, Deque<Made> own)
            throws IOException, InterruptedException {
        int choice = session.random().nextInt(mix[0] + mix[1] + mix[2]);
        Made made = own.peekFirst();
        if (choice < mix[0] || (made == null && mix[0] + mix[2] > 0)) {
            create(session, people.one(session.random()).id(), own);
        } else if (choice < mix[0] + mix[1] || made == null) {
            String path =
                    made == null ? "/Patient/" + people.one(session.random()).id() : "/Observation/" + made.id();
            session.send("read", "GET", path, new byte[0], 0);
        } else {
            own.addLast(own.removeFirst());
            String id = "\"id\":\"" + made.id() + "\",";
            session.send("update", "PUT", "/Observation/" + made.id(), body(session, id, made.patient()), 0);
        }
    }

    private static void create(Load.Session session, String patient, Deque<Made> own)
            throws IOException, InterruptedException {
        Wire.Answer answer = session.send("create", "POST", "/Observation", body(session, "", patient), 0);
        if (answer.isFine()) {
            own.addFirst(new Made(id(answer), patient));
            if (own.size() > KEPT) {
                own.removeLast();
            }
        }
    }

    private static byte[] body(Load.Session session, String id, String patient) {
        return BODY.formatted(
                        id,
                        patient,
                        1 + session.random().nextInt(28),
                        session.random().nextInt(60),
                        40 + session.random().nextInt(100))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** From the Location, or from the body where a server sends none. */
    private static String id(Wire.Answer answer) {
        String[] parts = answer.location().split("/", -1);
        for (int i = 0; i + 1 < parts.length; i++) {
            if (parts[i].equals("Observation")) {
                return parts[i + 1];
            }
        }
        JsonNode body = JSON.readTree(answer.body());
        return body.path("id").asString("");
    }
}
