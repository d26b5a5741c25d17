package org.consentry.mappers.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.consentry.mappers.hl7v2.Hl7v2Frame;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convert FILE…}: what hospitals send, as FHIR R4. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Converts HL7 v2 messages and batches, STU3 and DSTU2 bundles to FHIR R4 transaction bundles,",
            "one per line on standard output. Reads standard input if no file is named.",
            "Ids are made of the tenant and the business keys: the same input gives the same output."
        },
        footer = {
            "",
            "Examples:",
            "  convert --tenant hospital-a --zone America/New_York adt.hl7 > bundles.ndjson",
            "  convert --from stu3 --report patient.json",
            "",
            "Exit codes: 0 all converted; 1 something was rejected (told on standard error); 2 wrong usage;",
            "3 a file could not be read."
        })
public final class ConvertCommand implements Callable<Integer> {

    /** What can be read. */
    enum Format {
        HL7V2,
        STU3,
        DSTU2
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "What to convert; - or nothing for standard input.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--from", description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not told.")
    private Format from = Format.HL7V2;

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

    private void convert(Path input, byte[] bytes, ConversionContext context) {
        if (from == Format.HL7V2) {
            Hl7v2Mapper mapper = new Hl7v2Mapper();
            for (Hl7v2Frame frame : mapper.frames(bytes)) {
                write(input + ", message " + frame.index(), mapper.convert(frame.bytes(), context));
            }
        } else {
            FhirVersion version = from == Format.STU3 ? FhirVersion.STU3 : FhirVersion.DSTU2;
            write(input.toString(), new FhirVersionMapper().convert(bytes, version, context));
        }
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
