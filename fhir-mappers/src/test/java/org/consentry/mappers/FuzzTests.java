package org.consentry.mappers;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches for input that makes an exception escape, hang or need too much memory, led by the code that it reaches. The
 * ordinary build gives each seed, and what was found before, once. {@code JAZZER_FUZZ=1} in the environment searches, one
 * format at a time: {@code -Dtest=FuzzTests#hl7v2}; what it finds is kept beside the test's resources.
 */
class FuzzTests {
    @MethodSource("messages")
    @FuzzTest(maxDuration = "10m")
    void hl7v2(byte[] bytes) {
        FuzzedFormat.HL7V2.survive(bytes);
    }

    @MethodSource("documents")
    @FuzzTest(maxDuration = "10m")
    void ccda(byte[] bytes) {
        FuzzedFormat.CCDA.survive(bytes);
    }

    @MethodSource("thirds")
    @FuzzTest(maxDuration = "10m")
    void stu3(byte[] bytes) {
        FuzzedFormat.STU3.survive(bytes);
    }

    @MethodSource("seconds")
    @FuzzTest(maxDuration = "10m")
    void dstu2(byte[] bytes) {
        FuzzedFormat.DSTU2.survive(bytes);
    }

    @MethodSource("tables")
    @FuzzTest(maxDuration = "10m")
    void csv(byte[] bytes) {
        FuzzedFormat.CSV.survive(bytes);
    }

    @MethodSource("resources")
    @FuzzTest(maxDuration = "10m")
    void deidentify(byte[] bytes) {
        FuzzedFormat.DEIDENTIFY.survive(bytes);
    }

    static Stream<Arguments> resources() throws IOException {
        return seeds(FuzzedFormat.DEIDENTIFY);
    }

    static Stream<Arguments> messages() throws IOException {
        return seeds(FuzzedFormat.HL7V2);
    }

    static Stream<Arguments> documents() throws IOException {
        return seeds(FuzzedFormat.CCDA);
    }

    static Stream<Arguments> thirds() throws IOException {
        return seeds(FuzzedFormat.STU3);
    }

    static Stream<Arguments> seconds() throws IOException {
        return seeds(FuzzedFormat.DSTU2);
    }

    static Stream<Arguments> tables() throws IOException {
        return seeds(FuzzedFormat.CSV);
    }

    private static Stream<Arguments> seeds(FuzzedFormat format) throws IOException {
        return format.seeds().stream().map(seed -> Arguments.of((Object) seed));
    }
}
