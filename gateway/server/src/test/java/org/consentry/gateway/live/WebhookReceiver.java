package org.consentry.gateway.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A hospital's endpoint for notifications, which answers what a test tells it to. */
final class WebhookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> received = new ArrayList<>();
    private int status = 200;
    private volatile Duration slowness = Duration.ZERO;

    WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int answer;
            synchronized (received) {
                received.add(new Received(exchange.getRequestHeaders(), body));
                answer = status;
                received.notifyAll();
            }
            takeTime();
            if (answer == 307) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            throw new IllegalStateException("a redirect was followed");
        });
        server.start();
    }

    /** One notification. */
    record Received(Headers headers, byte[] body) {
        JsonNode bundle() {
            return LiveGateway.JSON.readTree(body);
        }

        String parameter(String name) {
            return bundle().at("/entry/0/resource/parameter")
                    .valueStream()
                    .filter(each -> each.path("name").asString("").equals(name))
                    .map(each -> each.path("valueCode")
                            .asString(each.path("valueString").asString("")))
                    .findFirst()
                    .orElse("");
        }

        String type() {
            return parameter("type");
        }

        /** The parts of each event, by name. */
        List<JsonNode> events() {
            return bundle().at("/entry/0/resource/parameter")
                    .valueStream()
                    .filter(each -> each.path("name").asString("").equals("notification-event"))
                    .map(each -> each.path("part"))
                    .toList();
        }

        List<Long> numbers() {
            return events().stream()
                    .map(parts ->
                            Long.parseLong(parts.path(0).path("valueString").asString("")))
                    .toList();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** It is as busy as hospitals are: what it takes, it takes after so long. */
    void slow(Duration each) {
        slowness = each;
    }

    private void takeTime() {
        try {
            Thread.sleep(slowness);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void answer(int next) {
        synchronized (received) {
            status = next;
        }
    }

    List<Received> all() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The first that is so, once it has come. */
    Received await(Predicate<Received> wanted) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        synchronized (received) {
            while (System.nanoTime() < end) {
                for (Received each : received) {
                    if (wanted.test(each)) {
                        return each;
                    }
                }
                try {
                    received.wait(500);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new AssertionError(
                "not notified in time: " + all().stream().map(Received::type).toList());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
