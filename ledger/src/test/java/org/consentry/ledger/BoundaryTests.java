package org.consentry.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** The walls of this module: what may know what, and what it may never need. */
class BoundaryTests {
    private static final String ROOT = "org.consentry.ledger.";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.consentry.ledger");

    @Test
    void packagesBuildOnEachOtherInOneDirection() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy(ROOT + "cli..")
                .layer("audit")
                .definedBy(ROOT + "audit..")
                .layer("witness")
                .definedBy(ROOT + "witness..")
                .layer("postgres")
                .definedBy(ROOT + "postgres..")
                .layer("log")
                .definedBy(ROOT + "log..")
                .layer("proof")
                .definedBy(ROOT + "proof..")
                .layer("entry")
                .definedBy(ROOT + "entry..")
                .layer("tile")
                .definedBy(ROOT + "tile..")
                .layer("note")
                .definedBy(ROOT + "note..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("audit")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("witness")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("postgres")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("postgres", "witness")
                .whereLayer("proof")
                .mayOnlyBeAccessedByLayers("log", "witness", "audit", "cli")
                .whereLayer("entry")
                .mayOnlyBeAccessedByLayers("proof", "log", "postgres", "cli")
                .check(classes);
    }

    @Test
    void needsOnlyTheJdkBouncyCastleAndPicocli() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..",
                        "javax.sql..",
                        "com.sun.net.httpserver..",
                        "org.jspecify..",
                        "org.bouncycastle..",
                        "picocli..",
                        "org.consentry.ledger..")
                .check(classes);
    }

    @Test
    void onlyTheCommandKnowsPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(classes);
    }

    @Test
    void givesNoClassAnEmptyName() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Info|Data|Base)")
                .check(classes);
    }
}
