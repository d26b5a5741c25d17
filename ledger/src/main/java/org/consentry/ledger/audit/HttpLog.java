package org.consentry.ledger.audit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.TilePath;

/** A log behind a URL prefix. */
public final class HttpLog implements PublishedLog {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FOUND = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String prefix;

    /** Takes the prefix, with or without a slash at its end. */
    public HttpLog(URI prefix) {
        String text = prefix.toString();
        this.prefix = text.endsWith("/") ? text : text + "/";
    }

    @Override
    public byte[] fetch(LogPath path) throws IOException {
        HttpResponse<InputStream> response = get(path);
        if (response.statusCode() != NOT_FOUND || path instanceof LogPath.CheckpointPath) {
            return body(path, response);
        }
        // A log may drop a partial resource once the full one exists.
        response.body().close();
        LogPath full = path instanceof TilePath tile
                ? new TilePath(tile.level(), tile.index(), LogPath.FULL)
                : new BundlePath(((BundlePath) path).index(), LogPath.FULL);
        return Narrowing.of(path, body(full, get(full)));
    }

    private HttpResponse<InputStream> get(LogPath path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(prefix + path.path()))
                .timeout(PATIENCE)
                .header("Accept-Encoding", "gzip, identity")
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private static byte[] body(LogPath path, HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            if (response.statusCode() != FOUND) {
                throw new IOException(path.path() + " is answered with status " + response.statusCode());
            }
            byte[] bytes = plain(response, in).readNBytes(Narrowing.LARGEST + 1);
            if (bytes.length > Narrowing.LARGEST) {
                throw new IOException(path.path() + " is too large");
            }
            return bytes;
        }
    }

    /** Some logs compress entries for everybody, as the format lets them. */
    private static InputStream plain(HttpResponse<InputStream> response, InputStream in) throws IOException {
        return switch (response.headers().firstValue("Content-Encoding").orElse("identity")) {
            case "identity" -> in;
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            default -> throw new IOException("the log answers in an encoding that was not asked for");
        };
    }
}
