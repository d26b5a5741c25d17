package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTests {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    @TempDir
    Path dir;

    /** A gateway that answers what it is told to, then DONE for ever. */
    private static final class Gateway implements Push {
        private final BlockingQueue<String> attempts = new LinkedBlockingQueue<>();
        private final Queue<Delivery> answers = new ArrayDeque<>();

        Gateway(Delivery... answers) {
            this.answers.addAll(List.of(answers));
        }

        @Override
        public synchronized Delivery send(byte[] body) {
            attempts.add(new String(body, StandardCharsets.UTF_8));
            Delivery answer = answers.poll();
            return answer == null ? Delivery.DONE : answer;
        }

        List<String> next(int count) throws InterruptedException {
            List<String> seen = new ArrayList<>();
            while (seen.size() < count) {
                String attempt = attempts.poll(20, TimeUnit.SECONDS);
                assertThat(attempt).as("attempt %d", seen.size() + 1).isNotNull();
                seen.add(attempt);
            }
            return seen;
        }
    }

    @Test
    void sendsAgainUntilTheGatewayHasIt() throws Exception {
        Gateway gateway = new Gateway(Delivery.FAILED, Delivery.FAILED);

        try (Outbox outbox = Outbox.open(dir, gateway, AT_ONCE)) {
            outbox.add(event("a", 1));

            assertThat(gateway.next(3)).allMatch(body -> body.contains("\"id\":\"a\""));
            awaitEmpty();
        }
    }

    @Test
    void deliversAfterARestartWhatWasNotDelivered() throws Exception {
        Gateway away = new Gateway(Delivery.FAILED);
        try (Outbox outbox = Outbox.open(dir, away, Duration.ofHours(1))) {
            outbox.add(event("a", 1));
            away.next(1);
        }
        Gateway back = new Gateway();

        try (Outbox outbox = Outbox.open(dir, back, AT_ONCE)) {
            assertThat(outbox).isNotNull();
            assertThat(back.next(1)).allMatch(body -> body.contains("\"id\":\"a\""));
        }
    }

    @Test
    void sendsTheOldestFirst() throws Exception {
        Gateway away = new Gateway(Delivery.FAILED, Delivery.FAILED, Delivery.FAILED, Delivery.FAILED);
        try (Outbox outbox = Outbox.open(dir, away, Duration.ofHours(1))) {
            outbox.add(event("late", 20));
            outbox.add(event("early", 3));
            away.next(1);
        }
        Gateway back = new Gateway();

        try (Outbox outbox = Outbox.open(dir, back, AT_ONCE)) {
            assertThat(outbox).isNotNull();
            List<String> order = back.next(2);
            assertThat(order.getFirst()).contains("early");
            assertThat(order.getLast()).contains("late");
        }
    }

    @Test
    void doesNotLetOneEventThatIsRefusedForGoodHoldUpTheRest() throws Exception {
        Gateway gateway = new Gateway(Delivery.REFUSED);

        try (Outbox outbox = Outbox.open(dir, gateway, AT_ONCE)) {
            outbox.add(event("bad", 1));
            gateway.next(1);
            outbox.add(event("good", 2));

            assertThat(gateway.next(1)).allMatch(body -> body.contains("good"));
            awaitEmpty();
        }
    }

    @Test
    void ignoresWhatACrashLeftHalfWritten() throws Exception {
        Files.writeString(dir.resolve("000000000000001-a.new"), "{\"id\":");
        Gateway gateway = new Gateway();

        try (Outbox outbox = Outbox.open(dir, gateway, AT_ONCE)) {
            outbox.add(event("b", 2));

            assertThat(gateway.next(1)).allMatch(body -> body.contains("\"id\":\"b\""));
        }
    }

    @Test
    void keepsAnEventWithAHostileIdInsideItsFolder() throws Exception {
        Gateway gateway = new Gateway();

        try (Outbox outbox = Outbox.open(dir.resolve("inner"), gateway, AT_ONCE)) {
            outbox.add(event("../../escape", 1));

            gateway.next(1);
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactly("inner");
        }
    }

    private void awaitEmpty() throws IOException, InterruptedException {
        for (int i = 0; i < 2_000 && !isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(isEmpty()).isTrue();
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.findAny().isEmpty();
        }
    }

    private static IdentityEvent event(String id, long time) {
        return new IdentityEvent(id, "REVOKE_GRANT", "consentry", "subject", "consent-hospital-b", time);
    }
}
