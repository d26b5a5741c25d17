package org.consentry.mappers.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.ccda.CcdaMapper;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.hl7.fhir.r4.model.Bundle;

/**
 * Milliseconds of this thread's processor time for a document, from bytes to FHIR JSON, and resources per second.
 * Arguments: seconds of measurement, then files ({@code .json} is STU3, or DSTU2 if its path says so; all else C-CDA); without files, the made-up
 * document of the tests with its sections repeated to 200 kB.
 */
public final class DocumentBenchmark {

    private static final ConversionContext CONTEXT = new ConversionContext("bench", ZoneOffset.UTC);

    private DocumentBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        if (arguments.length < 2) {
            byte[] document = large();
            run("C-CDA, made up", document.length, seconds, () -> new CcdaMapper().convert(document, CONTEXT));
        }
        for (int i = 1; i < arguments.length; i++) {
            byte[] bytes = Files.readAllBytes(Path.of(arguments[i]));
            boolean json = arguments[i].endsWith(".json");
            FhirVersion version = arguments[i].contains("dstu2") ? FhirVersion.DSTU2 : FhirVersion.STU3;
            run(
                    json ? version.name() : "C-CDA",
                    bytes.length,
                    seconds,
                    json
                            ? () -> new FhirVersionMapper().convert(bytes, version, CONTEXT)
                            : () -> new CcdaMapper().convert(bytes, CONTEXT));
        }
    }

    /** The golden document, its sections repeated under other ids until it is long enough. */
    private static byte[] large() throws IOException {
        Path golden = Path.of(System.getProperty("consentry.root", ".."))
                .resolve("fhir-mappers/src/test/resources/ccda/golden/ccd.xml");
        String document = Files.readString(golden);
        int from = document.indexOf("<structuredBody>") + "<structuredBody>".length();
        int to = document.indexOf("</structuredBody>");
        String body = document.substring(from, to);
        StringBuilder large = new StringBuilder(document.substring(0, from));
        for (int i = 0; large.length() < 200_000; i++) {
            large.append(body.replace("extension=\"e", "extension=\"n" + i + "e"));
        }
        return large.append(document.substring(to)).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void run(String name, int length, int seconds, Supplier<Conversion> conversion) {
        measure(conversion, seconds);
        double[] measured = measure(conversion, seconds);
        System.out.printf(
                "%-16s %7d bytes %8.2f ms of processor time, %8.0f resources per CPU-second%n",
                name, length, measured[0], measured[1]);
    }

    private static double[] measure(Supplier<Conversion> conversion, int seconds) {
        long count = 0;
        long resources = 0;
        long written = 0;
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long now = start;
        while (now < start + seconds * 1_000_000_000L) {
            Bundle bundle = ((Conversion.Converted) conversion.get()).transactionBundle();
            written += FhirJson.write(bundle).length();
            resources += bundle.getEntry().size();
            count++;
            now = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
        if (written == 0) {
            throw new IllegalStateException("Nothing was written");
        }
        return new double[] {(now - start) / 1e6 / count, resources * 1e9 / (now - start)};
    }
}
