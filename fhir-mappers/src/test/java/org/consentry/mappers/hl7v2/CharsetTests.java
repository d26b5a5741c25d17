package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MSH-18 declares, and what the bytes are whatever it declares. */
class CharsetTests {

    private static final ConversionContext CONTEXT = new ConversionContext("charsets", ZoneOffset.UTC);
    private static final String MESSAGE =
            "MSH|^~\\&|A|B|C|D|20260101||ADT^A08|%s|P|2.5|||||JP|%s\rPID|1||%s^^^N^MR||%s^X||1980|F\r";

    private final Hl7v2Mapper mapper = new Hl7v2Mapper();

    @ParameterizedTest
    @CsvSource({
        "ISO-2022-JP, ~ISO IR87, 山田太郎",
        "ISO-2022-JP, ASCII~ISO IR87, 齋藤",
        "ISO-2022-JP, ISO IR87, 日本",
        "ISO-2022-JP, '', 本語",
        "GB18030, GB 18030-2000, 欧阳娜娜",
        "Big5, BIG-5, 歐陽娜娜",
        "EUC-KR, KS X 1001, 홍길동전",
        "ISO-8859-1, 8859/1, Müller",
        "ISO-8859-2, 8859/2, Wałęsa",
        "ISO-8859-5, 8859/5, Иванов",
        "ISO-8859-6, 8859/6, محمد",
        "ISO-8859-7, 8859/7, Παπαδόπουλος",
        "ISO-8859-8, 8859/8, כהן",
        "ISO-8859-9, 8859/9, Şahin",
        "ISO-8859-15, 8859/15, Bœuf",
        "windows-1252, ASCII, Müller",
        "UTF-8, UNICODE UTF-8, Иванов",
        "UTF-8, 8859/1, Müller",
        "UTF-8, UNICODE UTF-16, Müller",
        "UTF-16LE, UNICODE UTF-16, Müller",
        "UTF-16BE, UNICODE, 山田"
    })
    void readsWhatSendersDeclare(Charset charset, String declared, String name) {
        byte[] message = MESSAGE.formatted("1", declared, "4711", name).getBytes(charset);

        assertThat(json(message)).contains("\"family\":\"" + name + "\"");
    }

    /** An editor's mark came after MLLP's block character, and the message was taken for none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\u000b", "\r\n", "\u000b\r\n"})
    void readsWideLettersWhateverStandsBefore(String before) {
        for (String mark : List.of("\ufeff", "")) {
            for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                String message = mark + MESSAGE.formatted("1", "UNICODE UTF-16", "4711", "Müller");
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
                bytes.writeBytes(message.getBytes(charset));
                bytes.writeBytes(before.isEmpty() ? new byte[0] : new byte[] {0x1c, '\r'});

                assertThat(json(bytes.toByteArray())).contains("\"family\":\"Müller\"");
                assertThat(mapper.convert(bytes.toByteArray(), CONTEXT)).isInstanceOf(Conversion.Converted.class);
            }
        }
    }

    /** A file of two messages was one message of two patients. */
    @Test
    void cutsAWideBatch() {
        String batch = "\ufeffFHS|^~\\&|A\rBHS|^~\\&|A\r" + MESSAGE.formatted("1", "", "4711", "Müller")
                + MESSAGE.formatted("2", "", "4712", "Jörg") + "BTS|2\rFTS|1\r";

        List<Hl7v2Frame> frames = mapper.frames(batch.getBytes(StandardCharsets.UTF_16LE));

        assertThat(frames).hasSize(2);
        assertThat(FhirJson.write(
                        ((Conversion.Converted) mapper.convert(frames.get(1).bytes(), CONTEXT)).transactionBundle()))
                .contains("Jörg")
                .doesNotContain("Müller");
    }

    private String json(byte[] message) {
        List<Hl7v2Frame> frames = mapper.frames(message);
        assertThat(frames).hasSize(1);
        Conversion conversion = mapper.convert(frames.get(0).bytes(), CONTEXT);
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        return FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
    }
}
