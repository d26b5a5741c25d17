package org.consentry.gateway.export.extract;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.export.work.Progress;
import org.consentry.mappers.deidentify.DirectIdentifiers;
import org.consentry.mappers.deidentify.PatientFacts;
import org.consentry.mappers.deidentify.Policy;

/**
 * Processor time of the last look at an export of many parts. Arguments: megabytes of output, and numbers of patients, one
 * after another; heap 512 MB.
 */
final class LeakSearchBenchmark {
    private static final String LINE =
            "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"meta\":{\"security\":[{\"system\":"
                    + "\"https://consentry.org/fhir/CodeSystem/deidentification\",\"code\":\"safe-harbor\"}]},\"status\":\"final\","
                    + "\"category\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":"
                    + "\"vital-signs\",\"display\":\"Vital signs\"}]}],\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":"
                    + "\"8867-4\",\"display\":\"Heart rate\"}]},\"subject\":{\"reference\":\"Patient/%s\"},\"encounter\":{\"reference\":"
                    + "\"Encounter/%s\"},\"effectiveDateTime\":\"%d\",\"valueQuantity\":{\"value\":%d.%d,\"unit\":\"/min\",\"system\":"
                    + "\"http://unitsofmeasure.org\",\"code\":\"/min\"}}\n";

    private LeakSearchBenchmark() {}

    private static final Progress SILENT = new Progress() {
        @Override
        public void say(String sentence) {
            // Nobody listens.
        }

        @Override
        public void check() {
            // Nobody cancels.
        }
    };

    public static void main(String... arguments) throws IOException {
        long bytes = Long.parseLong(arguments[0]) * 1_000_000;
        Path path = Files.createTempFile("leak-search", ".ndjson");
        try {
            write(path, bytes);
            List<LocalFile> files = List.of(
                    new LocalFile("Observation.1.ndjson", ExportFile.Kind.OUTPUT, "Observation", path, 1, bytes));
            for (int i = 1; i < arguments.length; i++) {
                int patients = Integer.parseInt(arguments[i]);
                OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
                long start = system.getProcessCpuTime();
                new LeakCheck(Policy.SAFE_HARBOR, SILENT).everybody(people(patients), files);
                double seconds = (system.getProcessCpuTime() - start) / 1e9;
                System.out.printf(
                        "%,d patients in %,d MB: %.1f CPU-seconds, %.1f MB per CPU-second%n",
                        patients, bytes / 1_000_000, seconds, bytes / 1e6 / seconds);
            }
        } finally {
            Files.delete(path);
        }
    }

    private static void write(Path path, long bytes) throws IOException {
        Random random = new Random(11);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
            for (long written = 0; written < bytes; ) {
                byte[] line = LINE.formatted(
                                uuid(random),
                                uuid(random),
                                uuid(random),
                                1990 + random.nextInt(36),
                                random.nextInt(200),
                                random.nextInt(100))
                        .getBytes(StandardCharsets.UTF_8);
                out.write(line);
                written += line.length;
            }
        }
    }

    private static UUID uuid(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static Consumer<Consumer<DirectIdentifiers>> people(int count) {
        return each -> {
            Random random = new Random(5);
            for (int i = 0; i < count; i++) {
                each.accept(PatientFacts.of(person(random).getBytes(StandardCharsets.UTF_8))
                        .identity());
            }
        };
    }

    /** As many identifiers as one of Synthea's patients has. */
    private static String person(Random random) {
        return ("{'resourceType':'Patient','id':'%s','identifier':[{'value':'%s'},{'value':'999-%02d-%04d'},{'value':'S%08d'},"
                        + "{'value':'X%08dX'}],'name':[{'family':'%s','given':['%s','%s']},{'family':'%s'}],'telecom':[{'value':"
                        + "'555-%03d-%04d'}],'birthDate':'%d-%02d-%02d','address':[{'line':['%d %s Street'],'city':'%s',"
                        + "'postalCode':'%05d'}]}")
                .formatted(
                        uuid(random),
                        uuid(random),
                        random.nextInt(100),
                        random.nextInt(10_000),
                        random.nextInt(100_000_000),
                        random.nextInt(100_000_000),
                        word(random),
                        word(random),
                        word(random),
                        word(random),
                        random.nextInt(1_000),
                        random.nextInt(10_000),
                        1920 + random.nextInt(100),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28),
                        1 + random.nextInt(999),
                        word(random),
                        word(random),
                        random.nextInt(100_000))
                .replace('\'', '"');
    }

    /** Of some ten thousands, as names and towns are. */
    private static String word(Random random) {
        String[] first = {
            "Bar", "Hol", "Wen", "Mart", "Stan", "Clar", "Rob", "Kil", "Lind", "Oster", "Fer", "Gra", "Tor"
        };
        String[] middle = {"a", "e", "i", "o", "en", "er", "an", "ing", "al", "or", "ette", "ic", "u"};
        String[] last = {"ton", "son", "man", "field", "ley", "berg", "wood", "ski", "ez", "worth", "mann", "ham", "by"
        };
        return first[random.nextInt(first.length)]
                + middle[random.nextInt(middle.length)]
                + middle[random.nextInt(middle.length)]
                + last[random.nextInt(last.length)];
    }
}
