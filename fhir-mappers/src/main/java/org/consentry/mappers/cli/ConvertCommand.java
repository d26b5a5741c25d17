package org.consentry.mappers.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.ccda.CcdaMapper;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.csv.CsvMapper;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.consentry.mappers.hl7v2.Hl7v2Frame;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import org.consentry.mappers.site.Site;
import org.consentry.mappers.site.SiteFiles;
import org.consentry.mappers.site.SiteRefused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convert FILE…}: what hospitals send, as FHIR R4. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Converts what hospitals send to FHIR R4 transaction bundles, one per line on standard output:",
            "HL7 v2 messages and batches, C-CDA documents, FHIR STU3 and DSTU2, and tables (CSV) by a layout.",
            "Reads standard input if no file is named. Ids are made of the tenant and the business keys:",
            "the same input gives the same output, byte for byte."
        },
        footer = {
            "",
            "The format is told by how a file begins: MSH, FHS or BHS is HL7 v2; < is C-CDA; { is FHIR (DSTU2 if it",
            "has names that only DSTU2 has, else STU3); a header line that a shipped layout knows is CSV.",
            "Layouts that are shipped: patient-roster, lab-results and Synthea's tables (synthea-patients, …);",
            "a layout of your own is a JSON file, see MAPPINGS.md.",
            "",
            "Examples:",
            "  convert --tenant hospital-a --zone America/New_York adt.hl7 > bundles.ndjson",
            "  convert --report ccd.xml                  what became of every section and entry",
            "  convert --from csv --layout lab-results results.csv",
            "  cat patient.json | convert --from stu3 -",
            "",
            "  convert --profile sites/north --progress --report-file told.ndjson inbox/ > bundles.ndjson",
            "",
            "A folder stands for the files in it, in order of their names. --profile takes a folder with",
            "profile.json, maps/*.json and csv/*.json (MAPPINGS.md, Sites); a mistake in it is told with its line.",
            "A file that cannot be read stops nothing: the others are converted.",
            "",
            "Exit codes: 0 all converted; 1 something was rejected (told on standard error); 2 wrong usage;",
            "3 a file could not be read."
        })
public final class ConvertCommand implements Callable<Integer> {

    /** What can be written. */
    enum Target {
        R4
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "What to convert; - or nothing for standard input.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--from", description = "One of ${COMPLETION-CANDIDATES}; told by how the file begins if auto.")
    private Format from = Format.AUTO;

    @Option(names = "--to", description = "What to write; ${COMPLETION-CANDIDATES} is all there is.")
    @SuppressWarnings("UnusedVariable") // There is one target; picocli refuses others by its type.
    private Target to = Target.R4;

    @Option(names = "--layout", description = "A table's layout: the name of a shipped one, or a file.")
    private @Nullable String layout;

    @Option(
            names = "--tenant",
            description = "The sender's stable name, part of every id; ${DEFAULT-VALUE} if not told.")
    private String tenant = "local";

    @Option(names = "--zone", description = "The zone of times without an offset; ${DEFAULT-VALUE} if not told.")
    private ZoneId zone = ZoneOffset.UTC;

    @Option(names = "--report", description = "Write the conversion report (OperationOutcome) instead of the bundle.")
    private boolean report;

    @Option(names = "--report-file", description = "Write the conversion reports to this file, one per line.")
    private @Nullable Path reportFile;

    @Option(names = "--profile", description = "A folder with what is particular to the sender.")
    private @Nullable Path profile;

    @Option(names = "--progress", description = "Tell on standard error which file of how many is at hand.")
    private boolean progress;

    private int rejected;
    private int unreadable;
    private @Nullable PrintWriter reports;
    private Site site = Site.plain(ZoneOffset.UTC);

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new ConvertCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() {
        site = site();
        ConversionContext context = site.context(tenant);
        try (PrintWriter lines = reportFile == null
                ? null
                : new PrintWriter(Files.newBufferedWriter(reportFile, StandardCharsets.UTF_8))) {
            reports = lines;
            convert(inputs(), context);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), reportFile + " cannot be written", e);
        }
        spec.commandLine().getOut().flush();
        return unreadable > 0 ? 3 : rejected == 0 ? 0 : 1;
    }

    private void convert(List<Path> inputs, ConversionContext context) {
        for (int i = 0; i < inputs.size(); i++) {
            Path input = inputs.get(i);
            if (progress) {
                spec.commandLine().getErr().println("%d of %d: %s".formatted(i + 1, inputs.size(), input));
            }
            try {
                convert(input, read(input), context);
            } catch (IOException e) {
                unreadable++;
                spec.commandLine().getErr().println(input + ": cannot be read");
            }
        }
    }

    /** What was named, a folder being all files in it. */
    private List<Path> inputs() throws IOException {
        List<Path> inputs = new ArrayList<>();
        for (Path file : files.isEmpty() ? List.of(Path.of("-")) : files) {
            if (Files.isDirectory(file)) {
                inputs.addAll(children(file));
            } else {
                inputs.add(file);
            }
        }
        return inputs;
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Site site() {
        if (profile == null) {
            return Site.plain(zone);
        }
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.walk(profile, 2)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(profile.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return SiteFiles.read(String.valueOf(profile.getFileName()), texts, zone);
        } catch (IOException | UncheckedIOException e) {
            throw new ParameterException(spec.commandLine(), profile + " cannot be read", e);
        } catch (SiteRefused e) {
            throw new ParameterException(spec.commandLine(), profile + "/" + e.getMessage(), e);
        }
    }

    private static byte[] read(Path input) throws IOException {
        if (!input.toString().equals("-")) {
            return Files.readAllBytes(input);
        }
        try (InputStream in = System.in) {
            return in.readAllBytes();
        }
    }

    private void convert(Path input, byte[] bytes, ConversionContext context) throws IOException {
        Format format = from == Format.AUTO ? layout == null ? Format.of(bytes).orElse(Format.AUTO) : Format.CSV : from;
        switch (format) {
            case HL7V2 -> {
                Hl7v2Mapper mapper = new Hl7v2Mapper();
                for (Hl7v2Frame frame : mapper.frames(bytes)) {
                    write(input + ", message " + frame.index(), mapper.convert(frame.bytes(), context));
                }
            }
            case CCDA -> write(input.toString(), new CcdaMapper().convert(bytes, context));
            case STU3 -> write(input.toString(), new FhirVersionMapper().convert(bytes, FhirVersion.STU3, context));
            case DSTU2 -> write(input.toString(), new FhirVersionMapper().convert(bytes, FhirVersion.DSTU2, context));
            case CSV -> table(input, bytes, context);
            default -> reject(input + ": begins like no format that can be read; name it with --from");
        }
    }

    private void table(Path input, byte[] bytes, ConversionContext context) throws IOException {
        CsvMapper mapper = new CsvMapper();
        Optional<CsvLayout> known = layout == null ? CsvLayout.detect(mapper.header(bytes)) : named(layout);
        if (known.isEmpty()) {
            reject(input + ": no shipped layout has these columns; name one with --layout");
            return;
        }
        mapper.convert(
                new ByteArrayInputStream(bytes),
                known.get(),
                context,
                conversion -> write(input.toString(), conversion));
    }

    private Optional<CsvLayout> named(String name) throws IOException {
        if (site.layouts().containsKey(name)) {
            return Optional.of(site.layouts().get(name));
        }
        Optional<CsvLayout> shipped = CsvLayout.shipped(name);
        if (shipped.isPresent()) {
            return shipped;
        }
        try {
            return Optional.of(CsvLayout.read(Files.readString(Path.of(name))));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), name + ": " + e.getMessage(), e);
        }
    }

    private void reject(String text) {
        rejected++;
        spec.commandLine().getErr().println(text);
    }

    private void write(String place, Conversion conversion) {
        PrintWriter out = spec.commandLine().getOut();
        if (reports != null) {
            reports.println(FhirJson.write(conversion.report().toOperationOutcome()));
        }
        if (report) {
            out.println(FhirJson.write(conversion.report().toOperationOutcome()));
        } else if (conversion instanceof Conversion.Converted converted) {
            out.println(FhirJson.write(converted.transactionBundle()));
        }
        if (conversion instanceof Conversion.Rejected no) {
            rejected++;
            no.report().issues().forEach(issue -> spec.commandLine()
                    .getErr()
                    .println(place + (issue.place().isEmpty() ? "" : ", " + issue.place()) + ": " + issue.text()));
        }
    }
}
