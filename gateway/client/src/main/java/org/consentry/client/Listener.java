package org.consentry.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows the event stream and resumes it: after a break it connects again with the last id that was handled, so an
 * event is handled at least once and in order. Only a refusal ends it.
 */
final class Listener {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final URI events;
    private final SignIn signIn;
    private final HttpClient http;

    Listener(URI gateway, SignIn signIn, HttpClient http) {
        this.events = URI.create(gateway + "/events");
        this.signIn = signIn;
        this.http = http;
    }

    /** Calls the handler for every event until it asks to stop, or the thread is interrupted. */
    void run(Position position, Gateway.EventHandler handler) throws IOException, InterruptedException {
        Duration wait = Duration.ofSeconds(1);
        while (true) {
            try (InputStream stream = open(position)) {
                EventParser parser =
                        new EventParser(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
                if (follow(parser, position, handler) == Gateway.Next.STOP) {
                    return;
                }
                wait = parser.retry().orElse(Duration.ofSeconds(1));
            } catch (Refused refused) {
                if (refused.status() < 500 && refused.status() != 429) {
                    throw refused;
                }
                wait = longer(wait);
            } catch (IOException broken) {
                wait = longer(wait);
            }
            Thread.sleep(wait);
        }
    }

    private static Gateway.Next follow(EventParser parser, Position position, Gateway.EventHandler handler)
            throws IOException, InterruptedException {
        for (Optional<GatewayEvent> event = parser.next(); event.isPresent(); event = parser.next()) {
            Gateway.Next next = handler.handle(event.get());
            position.set(event.get().id());
            if (next == Gateway.Next.STOP) {
                return next;
            }
        }
        Optional<String> lastId = parser.lastId();
        if (lastId.isPresent()) {
            position.set(lastId.get());
        }
        return Gateway.Next.GO_ON;
    }

    private InputStream open(Position position) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .header("Authorization", "Bearer " + signIn.token())
                .header("Accept", "text/event-stream");
        position.get().ifPresent(id -> request.header("Last-Event-ID", id));
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            signIn.forget();
            throw new Refused("listening", answer.statusCode());
        }
        return answer.body();
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
    }
}
