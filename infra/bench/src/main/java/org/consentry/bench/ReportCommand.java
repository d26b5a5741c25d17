package org.consentry.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.consentry.bench.load.Load;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks for audit reports on paper, of random records. */
@Command(
        name = "report",
        description = "Asks for Patient/[id]/$audit-report as PDF, of random patients, and prints what one weighs.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] START = "%PDF-".getBytes(StandardCharsets.US_ASCII);

    @Mixin
    private final Target target = new Target();

    private final AtomicLong reports = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            int code = target.measure("audit reports as PDF", load -> {
                Population people = Population.at(load, 1_000);
                return session -> {
                    one(session, people.one(session.random()).id(), http);
                    return true;
                };
            });
            System.out.printf("%,d reports of %,d bytes on average%n", reports.get(), bytes.get() / reports.get());
            return code;
        }
    }

    private void one(Load.Session session, String patient, HttpClient http) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.at("/Patient/" + patient + "/$audit-report"))
                .timeout(PATIENCE)
                .header("Accept", "application/pdf");
        String token = session.token();
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        long begin = System.nanoTime();
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        long elapsed = System.nanoTime() - begin;
        byte[] pdf = answer.body();
        boolean whole = answer.statusCode() == 200 && isPdf(pdf);
        session.note("PDF", elapsed, 1, whole);
        reports.incrementAndGet();
        bytes.addAndGet(pdf.length);
    }

    private static boolean isPdf(byte[] body) {
        for (int i = 0; i < START.length; i++) {
            if (i >= body.length || body[i] != START[i]) {
                return false;
            }
        }
        return true;
    }
}
