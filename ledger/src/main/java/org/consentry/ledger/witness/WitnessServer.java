package org.consentry.ledger.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.consentry.ledger.note.NoteSignature;

/**
 * A witness behind HTTP: {@code POST /add-checkpoint} and nothing else. A thread a request, virtual; TLS is for a proxy in
 * front.
 */
public final class WitnessServer implements AutoCloseable {
    private static final String PATH = "/add-checkpoint";
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ExecutorService threads;

    private WitnessServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts answering.
     *
     * @param address where to listen; port 0 takes a free one
     */
    public static WitnessServer start(Witness witness, InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(witness, exchange);
            }
        });
        server.start();
        return new WitnessServer(server, threads);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void handle(Witness witness, HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            answer(exchange, 404, "text/plain; charset=utf-8", "only " + PATH + " is here\n");
            return;
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            answer(exchange, 405, "text/plain; charset=utf-8", "only POST\n");
            return;
        }
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(AddCheckpoint.LARGEST + 1);
        }
        if (body.length > AddCheckpoint.LARGEST) {
            answer(exchange, 413, "text/plain; charset=utf-8", "too large\n");
            return;
        }
        answer(witness, exchange, body);
    }

    private static void answer(Witness witness, HttpExchange exchange, byte[] body) throws IOException {
        WitnessAnswer answer;
        try {
            answer = witness.add(body);
        } catch (IOException notWrittenDown) {
            answer(exchange, 503, "text/plain; charset=utf-8", "the witness cannot write; try again\n");
            return;
        }
        switch (answer) {
            case WitnessAnswer.Cosigned cosigned -> {
                StringBuilder lines = new StringBuilder();
                cosigned.signatures().stream().map(NoteSignature::line).forEach(lines::append);
                answer(exchange, 200, "text/plain; charset=utf-8", lines.toString());
            }
            case WitnessAnswer.Conflict conflict -> answer(exchange, 409, "text/x.tlog.size", conflict.size() + "\n");
            case WitnessAnswer.Refused refused ->
                answer(exchange, refused.reason().status(), "text/plain; charset=utf-8", refused.reason() + "\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
