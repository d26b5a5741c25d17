package org.consentry.mappers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.mappers.ccda.CcdaMapper;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.csv.CsvMapper;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;
import org.consentry.mappers.fhirversion.FhirVersion;
import org.consentry.mappers.fhirversion.FhirVersionMapper;
import org.consentry.mappers.hl7v2.Hl7v2Frame;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import tools.jackson.databind.json.JsonMapper;

/** What hospitals send, as the tests that break it know it. */
enum FuzzedFormat {
    HL7V2("hl7v2/golden", ".hl7") {
        @Override
        List<Conversion> convert(byte[] bytes) {
            Hl7v2Mapper mapper = new Hl7v2Mapper();
            List<Conversion> conversions = new ArrayList<>();
            for (Hl7v2Frame frame : mapper.frames(bytes)) {
                conversions.add(mapper.convert(frame.bytes(), CONTEXT));
            }
            return conversions;
        }
    },
    CCDA("ccda/golden", "ccd.xml") {
        @Override
        List<Conversion> convert(byte[] bytes) {
            return List.of(new CcdaMapper().convert(bytes, CONTEXT));
        }
    },
    STU3("fuzz", "stu3.json") {
        @Override
        List<Conversion> convert(byte[] bytes) {
            return List.of(new FhirVersionMapper().convert(bytes, FhirVersion.STU3, CONTEXT));
        }
    },
    DSTU2("fuzz", "dstu2.json") {
        @Override
        List<Conversion> convert(byte[] bytes) {
            return List.of(new FhirVersionMapper().convert(bytes, FhirVersion.DSTU2, CONTEXT));
        }
    },
    CSV("fuzz", ".csv") {
        @Override
        List<Conversion> convert(byte[] bytes) {
            return new CsvMapper()
                    .convert(bytes, CsvLayout.shipped("lab-results").orElseThrow(), CONTEXT);
        }
    },
    DEIDENTIFY("fuzz", ".json") {
        @Override
        List<Conversion> convert(byte[] bytes) {
            for (Policy policy : POLICIES) {
                if (Deidentifier.of(policy, KEY, LocalDate.EPOCH).apply(bytes, PatientFacts.NOBODY)
                        instanceof Outcome.Kept kept) {
                    JSON.readTree(kept.json());
                }
            }
            return List.of();
        }
    };

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<Policy> POLICIES =
            List.of(Policy.SAFE_HARBOR, Policy.RESEARCH_SHIFTED, Policy.LIMITED_DATASET, Policy.IDENTIFIED);
    private static final ProjectKey KEY = ProjectKey.of(new byte[32]);
    private static final ConversionContext CONTEXT = new ConversionContext("fuzz", ZoneOffset.UTC);

    private final String folder;
    private final String ending;

    FuzzedFormat(String folder, String ending) {
        this.folder = folder;
        this.ending = ending;
    }

    abstract List<Conversion> convert(byte[] bytes);

    /** Whole ones, to be broken. */
    List<byte[]> seeds() throws IOException {
        Path resources = Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers/src/test/resources");
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(resources.resolve(folder))) {
            for (Path file : files.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        return seeds;
    }

    /** What the validator finds in what is made of the bytes, and whether it is the same twice. */
    List<String> problems(byte[] bytes) {
        List<String> problems = new ArrayList<>();
        List<Conversion> first = convert(bytes);
        List<Conversion> second = convert(bytes);
        for (int i = 0; i < first.size(); i++) {
            if (first.get(i) instanceof Conversion.Converted done) {
                String json = FhirJson.write(done.transactionBundle());
                problems.addAll(R4Validator.errors(json));
                if (!(second.get(i) instanceof Conversion.Converted again)
                        || !json.equals(FhirJson.write(again.transactionBundle()))) {
                    problems.add("It differs on a second run");
                }
            }
        }
        return problems;
    }

    /** Converts, reports and writes; fails when a mistake of ours shows. */
    void survive(byte[] bytes) {
        for (Conversion conversion : convert(bytes)) {
            FhirJson.write(conversion.report().toOperationOutcome());
            conversion.report().issues().stream()
                    .filter(issue -> issue.kind().equals(ConversionIssue.FAULT))
                    .findFirst()
                    .ifPresent(issue -> {
                        throw new IllegalStateException(issue.toString());
                    });
            if (conversion instanceof Conversion.Converted done) {
                FhirJson.write(done.transactionBundle());
            }
        }
    }
}
