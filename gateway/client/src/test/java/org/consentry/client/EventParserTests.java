package org.consentry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventParserTests {
    private static EventParser parser(String stream) {
        return new EventParser(new BufferedReader(new StringReader(stream)));
    }

    @Test
    void doesNotCountAnEventThatBrokeOffInTheMiddle() throws IOException {
        EventParser parser = parser("id: 1\ndata: {}\n\nid: 2\ndata: {\"a\":");

        assertThat(parser.next()).isPresent();
        assertThat(parser.next()).isEmpty();
        assertThat(parser.lastId()).contains("1");
    }

    @Test
    void refusesDataThatIsNotJson() {
        assertThatThrownBy(() -> parser("data: nonsense\n\n").next()).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAnEndlessEvent() {
        String line = "data: " + "x".repeat(60_000) + "\n";

        assertThatThrownBy(() -> parser(line.repeat(20)).next()).hasMessageContaining("too long");
    }

    @Test
    void readsKindIdAndFacts() throws IOException {
        EventParser parser =
                parser("id: 7\nevent: attachment-ready\ndata: {\"kind\":\"attachment-ready\",\"delivery\":\"d1\"}\n\n");

        assertThat(parser.next())
                .contains(new GatewayEvent(
                        "7", "attachment-ready", Map.of("kind", "attachment-ready", "delivery", "d1")));
    }

    @Test
    void movesWithAnIdThatHasNoData() throws IOException {
        EventParser parser = parser("retry: 250\nid: 41\n\n: heartbeat\n\n");

        assertThat(parser.next()).isEmpty();
        assertThat(parser.lastId()).contains("41");
        assertThat(parser.retry()).isEqualTo(Optional.of(Duration.ofMillis(250)));
    }

    @Test
    void joinsDataOverSeveralLines() throws IOException {
        assertThat(parser("data: {\"a\":\ndata: \"b\"}\n\n")
                        .next()
                        .orElseThrow()
                        .facts())
                .containsEntry("a", "b");
    }
}
