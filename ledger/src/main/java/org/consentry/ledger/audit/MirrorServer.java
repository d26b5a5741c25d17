package org.consentry.ledger.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.TilePath;

/**
 * A member's copy of a log, for others to read (c2sp.org/tlog-tiles). It serves only what was checked against the signed
 * checkpoint, and nothing at all while it is being brought up to date: then everything is 503, so that nobody takes it for
 * a source.
 *
 * <p>{@code GET /status} tells {@code syncing} or {@code current}, and how much there is.
 */
public final class MirrorServer implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String FOREVER = "max-age=31536000, public, immutable";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FolderLog copy;
    private volatile boolean current;

    private MirrorServer(HttpServer server, FolderLog copy) {
        this.server = server;
        this.copy = copy;
    }

    /**
     * Starts answering; {@code syncing} until it is told otherwise.
     *
     * @param folder where a {@link Mirror} keeps the copy
     * @param address where to listen; port 0 takes a free one
     */
    public static MirrorServer start(Path folder, InetSocketAddress address) throws IOException {
        MirrorServer mirror = new MirrorServer(HttpServer.create(address, BACKLOG), new FolderLog(folder));
        mirror.server.setExecutor(mirror.threads);
        mirror.server.createContext("/", exchange -> {
            try (exchange) {
                mirror.handle(exchange);
            }
        });
        mirror.server.start();
        return mirror;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Takes how a run of the mirror goes: with more to come it is no source any more. */
    public void fetching(long done, long total) {
        current &= done >= total;
    }

    /** Takes how a run of the mirror ended. */
    public void fetched(LogAudit.Finding finding) {
        current = finding instanceof LogAudit.Finding.Sound;
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            answer(exchange, 405, TEXT, "only GET\n");
            return;
        }
        String path = exchange.getRequestURI().getRawPath();
        if (path.equals("/status")) {
            String status = "{\"status\":\"%s\",\"size\":%d}".formatted(current ? "current" : "syncing", size());
            answer(exchange, 200, "application/json", status);
        } else if (current) {
            resource(exchange, path.substring(1));
        } else {
            exchange.getResponseHeaders().set("Retry-After", "1");
            answer(exchange, 503, TEXT, "syncing\n");
        }
    }

    private void resource(HttpExchange exchange, String name) throws IOException {
        try {
            LogPath path = LogPath.parse(name);
            if (isWithin(path, size())) {
                byte[] bytes = copy.fetch(path);
                boolean lasts = path.isImmutable();
                exchange.getResponseHeaders().set("Cache-Control", lasts ? FOREVER : "no-cache");
                answer(exchange, 200, lasts ? "application/octet-stream" : TEXT, bytes);
                return;
            }
        } catch (Malformed | NoSuchFileException nothing) {
            // Answered below.
        }
        answer(exchange, 404, TEXT, "nothing here\n");
    }

    private static boolean isWithin(LogPath path, long size) {
        return switch (path) {
            case LogPath.CheckpointPath checkpoint -> true;
            case TilePath tile -> tile.isWithin(size);
            case BundlePath bundle -> bundle.isWithin(size);
        };
    }

    private long size() throws IOException {
        try {
            return SignedCheckpoint.parse(copy.fetch(new LogPath.CheckpointPath()))
                    .size();
        } catch (NoSuchFileException nothingYet) {
            return 0;
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        answer(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
