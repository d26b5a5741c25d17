package org.consentry.bench.peer;

import io.github.linuxforhealth.hl7.HL7ToFHIRConverter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * LinuxForHealth's converter, measured as {@code Hl7v2Benchmark} measures ours: messages per second of this thread's
 * processor time, from text to FHIR JSON. Arguments: folder of messages, seconds of warm-up and of measurement.
 */
public final class LinuxForHealthRate {
    private static final HL7ToFHIRConverter CONVERTER = new HL7ToFHIRConverter();

    private LinuxForHealthRate() {}

    public static void main(String[] arguments) throws IOException {
        int warmUp = Integer.parseInt(arguments[1]);
        int measured = Integer.parseInt(arguments[2]);
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            List<Path> messages = files.sorted().toList();
            for (Path message : messages) {
                String text = Files.readString(message);
                measure(text, warmUp);
                System.out.printf(
                        "%-12s %6d bytes %8.0f messages per CPU-second%n",
                        message.getFileName(), text.length(), measure(text, measured));
            }
        }
    }

    private static double measure(String message, int seconds) {
        long count = 0;
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long now = start;
        while (now < start + seconds * 1_000_000_000L) {
            if (CONVERTER.convert(message).isEmpty()) {
                throw new IllegalStateException("Nothing was written");
            }
            count++;
            now = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
        return count * 1e9 / (now - start);
    }
}
