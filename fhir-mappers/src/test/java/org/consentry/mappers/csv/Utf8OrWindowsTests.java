package org.consentry.mappers.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8OrWindowsTests {
    private static final String MIXED = "é\ud83d\ude00ü€";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void givesTheSameToWhoeverAsksForLittle(int asked) throws IOException {
        StringBuilder read = new StringBuilder();
        char[] buffer = new char[asked];
        try (Reader reader = new Utf8OrWindows(new ByteArrayInputStream(mixed(1)))) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                assertThat(count).isPositive();
                read.append(buffer, 0, count);
            }
        }
        assertThat(read.toString()).isEqualTo(MIXED + "é€");
    }

    /** Wherever a buffer ends, it ends once within a character and once before bytes that are none. */
    @Test
    void losesNothingBetweenBuffers() throws IOException {
        int times = 20_000;
        String each = MIXED + "é€";
        try (Reader reader = new Utf8OrWindows(new ByteArrayInputStream(mixed(times)))) {
            assertThat(all(reader)).isEqualTo(each.repeat(times));
        }
    }

    @Test
    void takesAHalfCharacterAtTheEndForWindows() throws IOException {
        byte[] bytes = "aé".getBytes(StandardCharsets.UTF_8);
        try (Reader reader = new Utf8OrWindows(new ByteArrayInputStream(bytes, 0, 2))) {
            assertThat(all(reader)).isEqualTo("aÃ");
        }
    }

    private static String all(Reader reader) throws IOException {
        StringWriter text = new StringWriter();
        reader.transferTo(text);
        return text.toString();
    }

    private static byte[] mixed(int times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            bytes.write(MIXED.getBytes(StandardCharsets.UTF_8));
            bytes.write("é€".getBytes(Charset.forName("windows-1252")));
        }
        return bytes.toByteArray();
    }
}
