package org.consentry.gateway.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** One open stream of {@code GET /events}, as a client reads it. */
final class EventLine implements AutoCloseable {
    private final InputStream stream;
    private final List<JsonNode> heard = new ArrayList<>();

    private EventLine(InputStream stream) {
        this.stream = stream;
    }

    /** From an event on; without one from now on. */
    static EventLine open(LiveGateway gateway, String token, String... lastEventId) {
        String[] headers = lastEventId.length == 0 ? new String[0] : new String[] {"Last-Event-ID", lastEventId[0]};
        try {
            HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                    .send(
                            gateway.request(token, "/events", headers).GET().build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            EventLine line = new EventLine(answer.body());
            line.block();
            return line;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next event that fits; what comes before it is kept too. */
    JsonNode next(Predicate<JsonNode> wanted) {
        while (true) {
            String block = block();
            int data = block.indexOf("\ndata: ");
            if (data >= 0) {
                JsonNode event = LiveGateway.JSON.readTree(block.substring(data + 7));
                heard.add(event);
                if (wanted.test(event)) {
                    return event;
                }
            }
        }
    }

    JsonNode next(String kind) {
        return next(event -> event.path("kind").asString("").equals(kind));
    }

    /** Everything that has been heard. */
    List<JsonNode> heard() {
        return List.copyOf(heard);
    }

    private String block() {
        StringBuilder text = new StringBuilder();
        try {
            while (text.indexOf("\n\n") < 0) {
                int next = stream.read();
                if (next < 0) {
                    throw new AssertionError("the stream ended");
                }
                text.append((char) next);
            }
        } catch (IOException e) {
            throw new AssertionError("the stream broke", e);
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
