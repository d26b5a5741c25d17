package org.consentry.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a one-time URI into a file. A break is taken up where it happened, under the same claim; where the gateway does
 * not go along, the whole is fetched anew. Each is tried a few times.
 */
final class Download {
    private static final int ATTEMPTS = 6;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int CONFLICT = 409;
    private static final int PARTIAL = 206;

    private final HttpClient http;
    private final SignIn signIn;
    private final URI uri;
    private final Path file;
    private final long size;
    private @Nullable String etag;

    Download(HttpClient http, SignIn signIn, URI uri, Path file, long size) {
        this.http = http;
        this.signIn = signIn;
        this.uri = uri;
        this.file = file;
        this.size = size;
    }

    void run() throws IOException, InterruptedException {
        IOException last = new IOException("not tried");
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                attempt();
                return;
            } catch (Refused refused) {
                if (refused.status() != CONFLICT && refused.status() < 500) {
                    throw refused;
                }
                last = refused;
            } catch (IOException broken) {
                last = broken;
            }
            Thread.sleep(PAUSE.multipliedBy(i + 1));
        }
        throw last;
    }

    private void attempt() throws IOException, InterruptedException {
        long have = Files.exists(file) ? Files.size(file) : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + signIn.token());
        if (etag != null && have > 0) {
            request.header("Range", "bytes=" + have + "-").header("If-Range", etag);
        }
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200 && answer.statusCode() != PARTIAL) {
                etag = null;
                throw new Refused("fetching", answer.statusCode());
            }
            etag = answer.headers().firstValue("ETag").orElse(null);
            boolean goesOn = answer.statusCode() == PARTIAL;
            try (OutputStream out = Files.newOutputStream(
                    file,
                    StandardOpenOption.CREATE,
                    goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                body.transferTo(out);
            }
        }
        if (Files.size(file) != size) {
            throw new IOException("the ciphertext ended early");
        }
    }
}
