package org.consentry.gateway.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Event;
import org.consentry.gateway.event.EventAudience;
import org.consentry.gateway.event.EventSettings;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.Test;

class EventStreamTests {
    private static final Recipient HOSPITAL = new Recipient.ToMember(new OrganizationId("hospital-slow"));

    /** Both are at the same place and have heard the same rings, so the second is answered by what the first saw. */
    @Test
    void asksForTheGrantAgainWhenItTellsWhatAnotherStreamSaw() throws Exception {
        try (EventsServer server = EventsServer.start()) {
            Recall audience = new Recall();
            EventStream stream = new EventStream(
                    server.bean(Events.class),
                    server.bean(Bell.class),
                    audience,
                    server.bean(EventSettings.class),
                    Clock.systemUTC());
            server.put("hospital-slow", Map.of("consent", "c-1"));
            Instant end = Instant.now().plusSeconds(60);
            Slow slow = new Slow();
            Thread second = Thread.ofVirtual().start(() -> stream.run(slow, HOSPITAL, 0, end));
            slow.begun.await();

            Heard first = new Heard();
            stream.run(first, HOSPITAL, 0, end);
            audience.recalled = true;
            slow.mayGoOn.countDown();
            second.join();

            assertThat(first.text()).contains("c-1");
            assertThat(slow.text()).contains("tombstone").doesNotContain("c-1");
        }
    }

    private static final class Recall implements EventAudience {
        private volatile boolean recalled;

        @Override
        public Hearing listening(Recipient recipient) {
            return Hearing.ADMITTED;
        }

        @Override
        public Hearing telling(Recipient recipient, Event event) {
            return recalled ? Hearing.WITHHELD : Hearing.ADMITTED;
        }
    }

    /** A client that leaves after its first event. */
    private static class Heard implements Line {
        final List<String> pieces = new CopyOnWriteArrayList<>();

        @Override
        public void send(byte[] bytes) throws IOException {
            if (Stream.of("tombstone", "record-added").anyMatch(text()::contains)) {
                throw new IOException("The client is gone");
            }
            pieces.add(new String(bytes, StandardCharsets.UTF_8));
        }

        String text() {
            return String.join("", pieces);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** One that takes its time over the opening. */
    private static final class Slow extends Heard {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);

        @Override
        public void send(byte[] bytes) throws IOException {
            super.send(bytes);
            begun.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
