package org.consentry.gateway.live;

import com.sun.management.OperatingSystemMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a wrong token costs the gateway, by the way in which it is wrong: processor time of the process without the thread
 * that asks, per request, and beside it that of an honest search. No two wrong tokens are alike.
 *
 * <p>Argument: how many requests of each kind are measured, after as many that are not.
 */
final class RefusalBenchmark {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    /** The gateway closes a line after a hundred requests. */
    private static final int ON_A_LINE = 50;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private RefusalBenchmark() {}

    public static void main(String... arguments) {
        int count = Integer.parseInt(arguments[0]);
        try (LiveGateway gateway = LiveGateway.start()) {
            RawDoor door = RawDoor.of(gateway);
            String good = gateway.member("hospital-a");
            String[] parts = good.split("\\.", -1);
            Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
            kinds.put("honest", () -> good);
            kinds.put("other claims", () -> parts[0] + "." + other(parts[1]) + "." + parts[2]);
            kinds.put(
                    "a key nobody has",
                    () -> encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + UUID.randomUUID() + "\"}") + "."
                            + other(parts[1]) + "." + parts[2]);
            kinds.put("unsigned", () -> encoded("{\"alg\":\"none\"}") + "." + other(parts[1]) + ".");
            kinds.put(
                    "no token", () -> encoded(UUID.randomUUID().toString()) + "." + UUID.randomUUID() + "." + parts[2]);
            kinds.values().forEach(kind -> each(door, kind, count));
            kinds.forEach((name, kind) ->
                    System.out.printf("%-20s %7.1f µs of processor time a request%n", name, each(door, kind, count)));
        }
        System.exit(0);
    }

    private static double each(RawDoor door, Supplier<String> tokens, int count) {
        long began = elsewhere();
        for (int i = 0; i < count; i += ON_A_LINE) {
            try (Socket line = door.open()) {
                for (int j = 0; j < ON_A_LINE; j++) {
                    ask(line, tokens.get());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return (elsewhere() - began) / 1e3 / count;
    }

    private static long elsewhere() {
        return PROCESS.getProcessCpuTime() - THREADS.getCurrentThreadCpuTime();
    }

    private static String other(String claims) {
        String text = new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
        return encoded(text.replaceFirst("\\{", "{\"jti\":\"" + UUID.randomUUID() + "\","));
    }

    private static String encoded(String text) {
        return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void ask(Socket line, String token) {
        try {
            line.getOutputStream()
                    .write(("GET /fhir/Organization?_count=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            answered(line.getInputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads one answer to its end: what the header says of its length, or chunks. */
    private static void answered(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the line was closed");
            }
            head.append((char) next);
        }
        String header = head.toString().toLowerCase(java.util.Locale.ROOT);
        int length = header.indexOf("content-length: ");
        if (length >= 0) {
            in.skipNBytes(Integer.parseInt(header.substring(length + 16, header.indexOf('\r', length))));
            return;
        }
        StringBuilder size = new StringBuilder();
        do {
            size.setLength(0);
            for (int next = in.read(); next != '\n'; next = in.read()) {
                size.append((char) next);
            }
            in.skipNBytes(Integer.parseInt(size.toString().strip(), 16) + 2L);
        } while (!size.toString().strip().equals("0"));
    }
}
