package org.consentry.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code text/event-stream}. The id of a block counts when the block is complete, also where it has no data: a
 * stream that breaks in the middle of a block resumes before it.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">HTML</a>
 */
final class EventParser {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_BLOCK = 1 << 20;

    private final BufferedReader lines;
    private Optional<String> lastId = Optional.empty();
    private Optional<Duration> retry = Optional.empty();

    EventParser(BufferedReader lines) {
        this.lines = lines;
    }

    /** The next event with data; empty at the end of the stream. */
    Optional<GatewayEvent> next() throws IOException {
        Block block = new Block();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                block.id.ifPresent(id -> lastId = Optional.of(id));
                Optional<GatewayEvent> event = block.event();
                if (event.isPresent()) {
                    return event;
                }
                block = new Block();
            } else {
                block.take(line);
            }
        }
        return Optional.empty();
    }

    /** The id of the last complete block that had one. */
    Optional<String> lastId() {
        return lastId;
    }

    /** How long to wait before connecting again, as the server asks. */
    Optional<Duration> retry() {
        return retry;
    }

    private final class Block {
        private final StringBuilder data = new StringBuilder();
        private Optional<String> id = Optional.empty();
        private String kind = "message";

        void take(String line) throws IOException {
            int colon = line.indexOf(':');
            if (colon == 0) {
                return;
            }
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "id" -> id = Optional.of(value);
                case "event" -> kind = value;
                case "data" -> append(value);
                case "retry" -> {
                    if (value.matches("[0-9]{1,9}")) {
                        retry = Optional.of(Duration.ofMillis(Long.parseLong(value)));
                    }
                }
                default -> {}
            }
        }

        private void append(String value) throws IOException {
            if (data.length() + value.length() > LONGEST_BLOCK) {
                throw new IOException("an event is too long");
            }
            data.append(value).append('\n');
        }

        Optional<GatewayEvent> event() throws IOException {
            if (data.isEmpty()) {
                return Optional.empty();
            }
            try {
                Map<String, String> facts = new LinkedHashMap<>();
                if (JSON.readTree(data.toString()) instanceof ObjectNode json) {
                    json.properties()
                            .forEach(fact ->
                                    facts.put(fact.getKey(), fact.getValue().asString("")));
                }
                return Optional.of(new GatewayEvent(lastId.orElse(""), kind, facts));
            } catch (JacksonException e) {
                throw new IOException("an event is not JSON", e);
            }
        }
    }
}
