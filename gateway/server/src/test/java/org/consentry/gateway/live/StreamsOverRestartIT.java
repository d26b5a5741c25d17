package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** Streams at two gateways, one of which stops and comes back while events go on: every one is heard once, in order. */
class StreamsOverRestartIT {
    private static final String MEMBER = "hospital-of-listeners";
    private static final int LISTENERS = 20;
    private static final int EVENTS = 300;

    @Test
    void losesAndDoublesNothingWhenOneOfTwoGatewaysIsRestarted() throws Exception {
        try (LiveGateway first = LiveGateway.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicReference<LiveGateway> second = new AtomicReference<>(first.another());
            String token = first.member(MEMBER);
            List<Future<List<Long>>> listening = new ArrayList<>();
            for (int i = 0; i < LISTENERS; i++) {
                int turn = i;
                Callable<List<Long>> listen =
                        () -> heard(token, attempt -> (attempt + turn) % 2 == 0 ? first : second.get());
                listening.add(threads.submit(listen));
            }
            tell(first, EVENTS / 3);
            second.get().close();
            tell(first, EVENTS / 3);
            second.set(first.another());
            tell(second.get(), EVENTS / 3);

            List<Long> all = LongStream.rangeClosed(1, EVENTS).boxed().toList();
            for (Future<List<Long>> each : listening) {
                assertThat(each.get()).isEqualTo(all);
            }
            second.get().close();
        }
    }

    private static void tell(LiveGateway at, int count) {
        for (int i = 0; i < count; i++) {
            at.bean(TransactionTemplate.class).executeWithoutResult(status -> at.bean(Outbox.class)
                    .put(
                            new Recipient.ToMember(new OrganizationId(MEMBER)),
                            EventKind.REFERRAL,
                            Map.of("task", "Task/1")));
        }
    }

    /** Which gateway a listener tries. */
    private interface Places {
        LiveGateway at(int attempt);
    }

    /** As a client does it: whenever the line ends it opens another, at the other gateway, after what it has heard. */
    private static List<Long> heard(String token, Places places) throws InterruptedException {
        List<Long> ids = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        for (int attempt = 0; ids.size() < EVENTS && attempt < 1_000; attempt++) {
            String last = ids.isEmpty() ? "0" : ids.getLast().toString();
            try {
                HttpResponse<InputStream> answer = http.send(
                        places.at(attempt)
                                .request(token, "/events", "Last-Event-ID", last)
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                read(answer.body(), ids);
            } catch (IOException broken) {
                // It is opened again.
            }
        }
        return ids;
    }

    private static void read(InputStream body, List<Long> ids) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            for (String line = lines.readLine(); line != null && ids.size() < EVENTS; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    ids.add(Long.parseLong(id));
                }
            }
        }
    }
}
