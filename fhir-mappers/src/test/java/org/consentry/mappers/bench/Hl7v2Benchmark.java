package org.consentry.mappers.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;

/**
 * Messages per second of this thread's processor time, from bytes to FHIR JSON. Processor time and not the clock's,
 * so that a busy machine does not change the figure much. Arguments: seconds of warm-up and of measurement, and a folder
 * to put the messages into, for another converter to be measured with them.
 */
public final class Hl7v2Benchmark {

    private static final ConversionContext CONTEXT = new ConversionContext("bench", ZoneOffset.UTC);
    private static final Hl7v2Mapper MAPPER = new Hl7v2Mapper();

    private Hl7v2Benchmark() {}

    public static void main(String[] arguments) throws IOException {
        int warmUp = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int measured = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        if (arguments.length > 2) {
            Files.writeString(Path.of(arguments[2], "oru.hl7"), BenchmarkMessages.oru());
            Files.writeString(Path.of(arguments[2], "cbc.hl7"), BenchmarkMessages.cbc());
        }
        run("ORU, 1.5 kB", BenchmarkMessages.oru(), warmUp, measured);
        run("CBC, 10 kB", BenchmarkMessages.cbc(), warmUp, measured);
    }

    private static void run(String name, String message, int warmUp, int measured) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        measure(bytes, warmUp);
        double rate = measure(bytes, measured);
        System.out.printf("%-12s %6d bytes %8.0f messages per CPU-second%n", name, bytes.length, rate);
    }

    private static double measure(byte[] bytes, int seconds) {
        long count = 0;
        long length = 0;
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long end = start + seconds * 1_000_000_000L;
        long now = start;
        while (now < end) {
            for (int i = 0; i < 20; i++) {
                Conversion.Converted converted = (Conversion.Converted) MAPPER.convert(bytes, CONTEXT);
                length += FhirJson.write(converted.transactionBundle()).length();
                count++;
            }
            now = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
        if (length == 0) {
            throw new IllegalStateException("Nothing was written");
        }
        return count * 1e9 / (now - start);
    }
}
