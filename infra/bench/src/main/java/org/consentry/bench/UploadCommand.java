package org.consentry.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Hands one large content in, made while it is sent. Run the gateway with a small heap: that it comes through at all
 * shows that it is never held.
 */
@Command(name = "upload", description = "One large POST of a Binary.", mixinStandardHelpOptions = true)
final class UploadCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Option(names = "--bytes", defaultValue = "5368709120", description = "How many: ${DEFAULT-VALUE}.")
    private long bytes = 5_368_709_120L;

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.at("/Binary"))
                .header("Content-Type", "application/dicom")
                .header("Accept", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> new Made(bytes)), bytes));
        String token = target.token();
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HeapWatch heap = HeapWatch.of(target.stackFile());
        long begin = System.nanoTime();
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf("%d: %,d bytes in %.1f s, %.0f MB/s%n", status, bytes, seconds, bytes / 1e6 / seconds);
            System.out.println(heap.told());
            return status == 201 ? 0 : 1;
        }
    }

    /** Bytes nobody had before: the counter keeps the store from finding them again. */
    private static final class Made extends InputStream {
        private final long salt = System.nanoTime();
        private long left;

        Made(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? (int) ((salt + left) & 0xff) : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            for (int i = 0; i < count; i += 64) {
                into[offset + i] = (byte) (((salt + left + i) * 31) >>> 3);
            }
            left -= count;
            return count;
        }
    }
}
