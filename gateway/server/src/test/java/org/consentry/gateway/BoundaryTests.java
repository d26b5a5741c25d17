package org.consentry.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.annotation.Scheduled;

/** The walls inside the gateway. */
class BoundaryTests {
    private static final String ROOT = "org.consentry.gateway.";

    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.consentry.gateway");

    @Test
    void onlyTheWebKnowsHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.servlet..",
                        "org.springframework.web..",
                        "org.springframework.http..",
                        "ca.uhn.fhir.rest.server..",
                        ROOT + "web..")
                .check(GATEWAY);
    }

    @ParameterizedTest(name = "{0} does not know {1}")
    @CsvSource({
        "problem, identity",
        "identity, access",
        "access, record",
        "access, consent",
        "record, consent",
        "record, audit",
        "record, proof",
        "record, event",
        "record, intake",
        "record, export",
        "event, consent",
        "event, sharing",
        "proof, consent",
        "proof, intake",
        "display, consent",
        "display, audit",
        "display, proof",
        "consent, sharing",
        "consent, intake",
        "consent, export",
        "export.work, export.selection",
        "export.work, export.extract",
        "export.selection, export.project",
        "export.selection, export.extract",
        "export.project, export.selection",
        "export.extract, export.table",
        "export.table, export.extract",
        "export.extract, export.view",
        "export.extract, export.job",
        "export.table, export.job",
        "export.view, export.job",
        "export.job, export.view"
    })
    void arrowsPointOneWay(String feature, String other) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + feature + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + other + "..")
                .check(GATEWAY);
    }

    @ParameterizedTest
    @ValueSource(strings = "export")
    void roomsOfAFeatureGoRoundInNoCircle(String feature) {
        slices().matching(ROOT + feature + ".(*)..").should().beFreeOfCycles().check(GATEWAY);
        noClasses()
                .that()
                .resideInAPackage(ROOT + feature)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + feature + ".*..")
                .check(GATEWAY);
    }

    /** From the lowest; {@code .} is the feature's own package. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ':',
            value = {
                "record: definition . index row query journal search write upkeep store",
                "proof: signature . explorer report",
                "proof: signature . watch"
            })
    void thePartsOfAFeatureStandOnEachOther(String feature, String parts) {
        List<String> floors = List.of(parts.split(" ", -1));
        for (int floor = 0; floor < floors.size() - 1; floor++) {
            noClasses()
                    .that()
                    .resideInAPackage(part(feature, floors.get(floor)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(floors.subList(floor + 1, floors.size()).stream()
                            .map(each -> part(feature, each))
                            .toArray(String[]::new))
                    .check(GATEWAY);
        }
    }

    private static String part(String feature, String floor) {
        return ROOT + (floor.equals(".") ? feature : feature + "." + floor);
    }

    @Test
    void nobodyReachesBeneathTheRecordStore() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "record..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "record..")
                        .and(resideOutsideOfPackages(
                                ROOT + "record", ROOT + "record.definition", ROOT + "record.upkeep")))
                .check(GATEWAY);
    }

    /** With one thread for all, a long sweep would delay the end of a consent. */
    @Test
    void whatIsScheduledWaitsForNothingElse() throws IOException {
        Properties settings = new Properties();
        try (InputStream file = GatewayApplication.class.getResourceAsStream("/application.properties")) {
            settings.load(Objects.requireNonNull(file));
        }
        long tasks = GATEWAY.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Scheduled.class))
                .count();

        assertThat(tasks).isPositive();
        assertThat(Integer.parseInt(settings.getProperty("spring.task.scheduling.pool.size")))
                .isGreaterThanOrEqualTo((int) tasks);
    }

    @Test
    void rulesAboutAccessNeverReadADatabase() {
        noClasses()
                .that()
                .haveSimpleName("WriteRules")
                .or()
                .haveSimpleName("ConsentGate")
                .or()
                .haveSimpleName("Grant")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.springframework.jdbc..")
                .check(GATEWAY);
    }

    @Test
    void noClassIsNamedForNothing() {
        classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl|Info|Data|Base)")
                .check(GATEWAY);
    }
}
