package org.consentry.mappers.deidentify.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.mappers.deidentify.Anonymity;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.LeakPatterns;
import org.consentry.mappers.deidentify.LeakScanner;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientRegister;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;

/**
 * De-identifies a folder of NDJSON files: patients first, then every resource, then the leak scan.
 *
 * <p>Each output stands under {@code .part} until the scanner has seen all of them; a crash or a leak
 * leaves no file with a name that anybody would take for an export.
 */
final class FolderJob {
    private static final String PART = ".part";

    private final Path in;
    private final Path out;
    private final Policy policy;
    private final Deidentifier deidentifier;
    private final Anonymity anonymity;
    private final boolean suppress;
    private final PatientRegister patients = new PatientRegister();

    FolderJob(Path in, Path out, Policy policy, ProjectKey key, LocalDate asOf, int k, boolean suppress) {
        this.in = in;
        this.out = out;
        this.policy = policy;
        this.deidentifier = Deidentifier.of(policy, key, asOf);
        this.anonymity = new Anonymity(k);
        this.suppress = suppress;
    }

    /** Whether the output was released. */
    boolean run(PrintWriter say) throws IOException {
        List<Path> files = files(in, ".ndjson");
        LeakPatterns patterns = LeakScanner.forPolicy(policy);
        for (Path file : files) {
            each(file, line -> patients.add(line, patterns));
        }
        say.printf("%d patients known%n", patients.size());
        Files.createDirectories(out);
        for (Path file : files) {
            write(file);
        }
        Anonymity.Report report = anonymity.report();
        say.printf("k-anonymity: %s%n", report);
        if (suppress) {
            rewritePatients();
        }
        if (leaks(patterns.build(), say)) {
            return false;
        }
        release();
        say.printf(
                "kept %d resources; dropped %s%n",
                deidentifier.report().kept(), deidentifier.report().resources());
        deidentifier.report().fields().forEach((place, count) -> say.printf("  %8d %s%n", count, place));
        return true;
    }

    private void write(Path file) throws IOException {
        Path part = out.resolve(file.getFileName() + PART);
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
            each(file, line -> {
                if (deidentifier.apply(line, patients.of(line)) instanceof Outcome.Kept kept) {
                    output.write(kept.json());
                    output.write('\n');
                    if (patients.isPatient(line)) {
                        anonymity.add(kept.json());
                    }
                }
            });
        }
    }

    private void rewritePatients() throws IOException {
        for (Path part : files(out, PART)) {
            Path suppressed = out.resolve(part.getFileName() + ".suppressed");
            try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(suppressed), 1 << 16)) {
                each(part, line -> {
                    output.write(patients.isPatient(line) ? anonymity.suppressed(line) : line);
                    output.write('\n');
                });
            }
            Files.move(suppressed, part, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private boolean leaks(LeakScanner scanner, PrintWriter say) throws IOException {
        List<Leak> leaks = new ArrayList<>();
        for (Path part : files(out, PART)) {
            String name = part.getFileName().toString();
            try (InputStream input = Files.newInputStream(part)) {
                leaks.addAll(scanner.scan(name.substring(0, name.length() - PART.length()), input));
            }
        }
        leaks.forEach(leak -> say.printf("LEAK %s%n", leak));
        say.printf("%d identifiers sought, %d leaks%n", scanner.patterns(), leaks.size());
        return !leaks.isEmpty();
    }

    private void release() throws IOException {
        for (Path part : files(out, PART)) {
            String name = part.getFileName().toString();
            Files.move(part, out.resolve(name.substring(0, name.length() - PART.length())));
        }
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private interface Line {
        void take(byte[] line) throws IOException;
    }

    private static void each(Path file, Line line) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                if (!text.isBlank()) {
                    line.take(text.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
