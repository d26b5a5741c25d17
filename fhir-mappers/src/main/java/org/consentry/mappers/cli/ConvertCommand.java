package org.consentry.mappers.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    private int rejected;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new ConvertCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() {
        ConversionContext context = new ConversionContext(tenant, zone);
        List<Path> inputs = files.isEmpty() ? List.of(Path.of("-")) : files;
        for (Path input : inputs) {
            try {
                convert(input, read(input), context);
            } catch (IOException e) {
                spec.commandLine().getErr().println(input + ": cannot be read");
                return 3;
            }
        }
        spec.commandLine().getOut().flush();
        return rejected == 0 ? 0 : 1;
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
        if (report) {
            out.println(FhirJson.write(conversion.report().toOperationOutcome()));
        } else if (conversion instanceof Conversion.Converted converted) {
            out.println(FhirJson.write(converted.transactionBundle()));
        }
        if (conversion instanceof Conversion.Rejected no) {
            rejected++;
            no.report().issues().forEach(issue -> spec.commandLine().getErr().println(place + ": " + issue.text()));
        }
    }
}
