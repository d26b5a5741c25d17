package org.consentry.gateway.web.event;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentry.gateway.event.Event;
import tools.jackson.databind.json.JsonMapper;

/** Events as bytes of {@code text/event-stream}. JSON strings hold no line break, so one data line is enough. */
final class Frames {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.UTF_8);

    /** The name of an event that tells only that its place in the stream is taken. */
    static final String TOMBSTONE = "tombstone";

    private Frames() {}

    /**
     * The first bytes of a stream. The id without data moves the client's {@code Last-Event-ID} to where the stream
     * begins, so a connection that breaks before its first event resumes there.
     */
    static byte[] opening(long position, Duration retry) {
        return ("retry: " + retry.toMillis() + "\nid: " + position + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] heartbeat() {
        return HEARTBEAT.clone();
    }

    static byte[] of(List<Event> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 * events.size());
        for (Event event : events) {
            out.writeBytes(frame(event).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static String frame(Event event) {
        String name = event.standing() == Event.Standing.SPENT
                ? TOMBSTONE
                : event.kind().wireName();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", name);
        data.put("id", Long.toString(event.id()));
        data.put("time", event.time().toString());
        data.putAll(event.facts());
        return "id: " + event.id() + "\nevent: " + name + "\ndata: " + JSON.writeValueAsString(data) + "\n\n";
    }
}
