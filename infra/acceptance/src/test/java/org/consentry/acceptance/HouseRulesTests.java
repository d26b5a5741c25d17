package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler cannot say about the sources, said once for all modules. */
class HouseRulesTests {
    private static final Path ROOT = Path.of(System.getProperty("consentry.root"));
    private static final int LONGEST_FILE = 500;

    /** Written in pieces, so that this file does not find itself. */
    private static final Pattern SKIPPED_JAVA = Pattern.compile(
            "@Dis" + "abled|@Enab" + "led(If|On|For)|Assump" + "tions|\\bassume" + "(True|False|That)\\(");

    private static final Pattern SKIPPED_SCRIPT =
            Pattern.compile("\\b(it|test|describe)\\.(ski" + "p|onl" + "y|tod" + "o|fix" + "me)\\b|\\bxi" + "t\\(");

    private static final Pattern VAGUE_NAME =
            Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Info|Data|Base)\\.java");

    @Test
    void skipNoTest() {
        assertThat(offenders(".java", SKIPPED_JAVA)).isEmpty();
        assertThat(offenders(".ts", SKIPPED_SCRIPT)).isEmpty();
        assertThat(offenders(".tsx", SKIPPED_SCRIPT)).isEmpty();
    }

    @Test
    void nameNoClassVaguely() {
        assertThat(sources(".java").stream()
                        .map(file -> ROOT.relativize(file).toString())
                        .filter(file -> file.contains("src/main/")
                                && VAGUE_NAME.matcher(file).matches()))
                .isEmpty();
    }

    @Test
    void keepFilesShortEnoughToRead() {
        assertThat(sources(".java").stream()
                        .filter(file -> lines(file) > LONGEST_FILE)
                        .map(file -> ROOT.relativize(file).toString()))
                .isEmpty();
    }

    @Test
    void promiseSomethingInEveryPackage() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path file : sources(".java")) {
            Path folder = java.util.Objects.requireNonNull(file.getParent());
            boolean main = folder.toString().contains("src/main/java");
            if (main && !Files.exists(folder.resolve("package-info.java"))) {
                silent.add(ROOT.relativize(folder).toString());
            }
        }

        assertThat(silent).isEmpty();
    }

    private static List<String> offenders(String extension, Pattern pattern) {
        return sources(extension).stream()
                .filter(file -> pattern.matcher(text(file)).find())
                .map(file -> ROOT.relativize(file).toString())
                .toList();
    }

    private static List<Path> sources(String extension) {
        try (Stream<Path> files = Stream.of("ledger", "fhir-mappers", "gateway", "infra")
                .map(ROOT::resolve)
                .flatMap(HouseRulesTests::walk)) {
            return files.filter(file -> file.toString().endsWith(extension)).toList();
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                return Stream.of(folder);
            }
            String name = folder.getFileName().toString();
            if (name.equals("target") || name.equals("node_modules") || name.startsWith(".")) {
                return Stream.empty();
            }
            try (Stream<Path> children = Files.list(folder)) {
                return children.toList().stream().flatMap(HouseRulesTests::walk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        return text(file).lines().count();
    }
}
