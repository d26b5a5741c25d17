package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A rolling restart: of two gateways each is stopped and started again in its turn, while a hospital writes all the time and
 * others listen at both. Everything that was told is heard once, in order, whatever became of the lines.
 */
class StreamsOverRestartIT {
    private static final String READER = "hospital-b";
    private static final int LISTENERS = 12;

    /** Between two tries of a client whose gateway is away: nothing is judged by how long it takes. */
    private static final int PAUSE_MILLIS = 10;

    private static final String OBSERVATION = "{'resourceType':'Observation','id':'%s','status':'final',"
            + "'code':{'text':'x'},'subject':{'reference':'Patient/p'}}";

    private final AtomicReferenceArray<LiveGateway> nodes = new AtomicReferenceArray<>(2);
    private final AtomicBoolean writing = new AtomicBoolean(true);
    private final AtomicLong last = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger broken = new AtomicInteger();

    @Test
    void losesAndDoublesNothingWhenBothGatewaysAreRestartedInTurn() throws Exception {
        try (LiveGateway first = LiveGateway.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            share(first);
            nodes.set(0, first);
            nodes.set(1, first.another());
            List<Future<List<Long>>> listening = new ArrayList<>();
            for (int i = 0; i < LISTENERS; i++) {
                int turn = i;
                listening.add(threads.submit(() -> heard(first.member(READER), turn)));
            }
            Future<Integer> written = threads.submit(() -> write(first.member("hospital-a")));
            for (int node = 0; node < 2; node++) {
                nodes.get(node).context().close();
                nodes.set(node, first.another());
            }
            writing.set(false);
            int asked = written.get();
            long before = told(first);
            last.set(before + 1);
            // One more, for those who have heard everything already and wait.
            assertThat(stored(nodes.get(0), first.member("hospital-a"), "the-last"))
                    .isTrue();

            assertThat(before).isGreaterThanOrEqualTo(asked);
            List<Long> all = LongStream.rangeClosed(1, before + 1).boxed().toList();
            for (Future<List<Long>> each : listening) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(all);
            }
            assertThat(broken).hasValueGreaterThanOrEqualTo(LISTENERS);
            nodes.get(0).close();
            nodes.get(1).close();
        }
    }

    private static void share(LiveGateway gateway) {
        LiveGateway.expect(
                gateway.put(gateway.member("hospital-a"), "/fhir/Patient/p", "{'resourceType':'Patient','id':'p'}"),
                201);
        gateway.ceremonies.register("p");
        gateway.ceremonies.grant(
                READER,
                "p",
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");
    }

    /** What the hospital cannot say at one gateway it says at the other, under the same id. @return how many */
    private int write(String token) throws InterruptedException {
        int count = 0;
        for (; writing.get(); count++) {
            String id = "o" + count;
            for (int attempt = count; !stored(nodes.get(attempt % 2), token, id); attempt++) {
                Thread.sleep(PAUSE_MILLIS);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return count;
    }

    private static boolean stored(LiveGateway node, String token, String id) {
        try {
            return node.put(token, "/fhir/Observation/" + id, OBSERVATION.formatted(id))
                                    .statusCode()
                            / 100
                    == 2;
        } catch (IllegalStateException stopped) {
            return false;
        }
    }

    private static long told(LiveGateway gateway) {
        return JdbcClient.create(gateway.database.dataSource())
                .sql("select last_id from event_stream where recipient = :recipient")
                .param("recipient", new Recipient.ToMember(new OrganizationId(READER)).key())
                .query(Long.class)
                .single();
    }

    /** As a client does it: whenever the line ends it opens another, at the other gateway, after what it has heard. */
    private List<Long> heard(String token, int turn) throws InterruptedException {
        List<Long> ids = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        for (int attempt = turn; !heardAll(ids); attempt++) {
            String after = ids.isEmpty() ? "0" : ids.getLast().toString();
            try {
                HttpResponse<InputStream> answer = http.send(
                        nodes.get(attempt % 2)
                                .request(token, "/events", "Last-Event-ID", after)
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                read(answer.body(), ids);
            } catch (IOException stopped) {
                Thread.sleep(PAUSE_MILLIS);
            }
            broken.incrementAndGet();
        }
        return ids;
    }

    private boolean heardAll(List<Long> ids) {
        return !ids.isEmpty() && ids.getLast() >= last.get();
    }

    private void read(InputStream body, List<Long> ids) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    ids.add(Long.parseLong(id));
                    if (heardAll(ids)) {
                        return;
                    }
                }
            }
        }
    }
}
