package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents with very many of one thing. What is made of them grows as they do: each of these once became, or took the
 * time of, the square of what was sent. The time-out is far beyond what a slow machine needs, and below what the square
 * takes.
 */
class CrowdedDocumentTests {

    private static final int MANY = 16_000;
    private static final String TEMPLATES = "2.16.840.1.113883.10.20.";
    private static final String CODED = "<value xsi:type=\"CD\" code=\"c%d\" codeSystem=\"2.16.840.1.113883.6.96\"/>";
    private static final String POINTING = "<text><reference value=\"#n\"/></text>" + CODED;
    private static final String AUTHOR = "<author><time value=\"20260101\"/><assignedAuthor>"
            + "<id root=\"1.8\" extension=\"a%d\"/></assignedAuthor></author>";

    private record Crowd(String ids, String header, String narrative, String entries) {
        static Crowd of(String narrative, IntFunction<String> statement) {
            return new Crowd("", "", narrative, many(i -> "<entry>" + statement.apply(i) + "</entry>"));
        }
    }

    static Stream<Arguments> crowds() {
        String words = "x".repeat(3_900);
        return Stream.of(
                Arguments.of(
                        "identifiers of a patient",
                        new Crowd(many(i -> "<id root=\"1.9\" extension=\"" + i + "\"/>"), "", "", "")),
                Arguments.of(
                        "informants",
                        new Crowd(
                                "",
                                many(i -> "<informant><assignedEntity><id root=\"1.9\" extension=\"" + i
                                        + "\"/></assignedEntity></informant>"),
                                "",
                                "")),
                Arguments.of(
                        "authors of everything",
                        new Crowd(
                                "",
                                many(AUTHOR::formatted),
                                "",
                                many(i -> "<entry>" + observation("22.4.38", "11331-6", CODED, i) + "</entry>"))),
                Arguments.of("genders", Crowd.of("", i -> observation("34.3.45", "76691-5", CODED, i))),
                Arguments.of("breaths", new Crowd("", "", "", breaths())),
                Arguments.of(
                        "statements of one row",
                        Crowd.of(
                                "<content ID=\"n\">" + words + "</content>",
                                i -> observation("22.4.38", "11331-6", POINTING, i))),
                Arguments.of(
                        "statements of one empty place",
                        Crowd.of(
                                "<content ID=\"n\">" + "<content>x</content>".repeat(MANY) + "</content>",
                                i -> observation("22.4.38", "11331-6", POINTING, i))),
                Arguments.of(
                        "rows under a long head",
                        Crowd.of(
                                "<table><thead><tr><th>" + words + "</th></tr></thead><tbody>"
                                        + many(i -> "<tr ID=\"n" + i + "\"><td>a</td></tr>") + "</tbody></table>",
                                i -> observation("22.4.38", "11331-6", POINTING.replace("#n", "#n" + i), i))),
                Arguments.of(
                        "notes of one text",
                        Crowd.of("<content ID=\"n\">" + "x ".repeat(100_000) + "</content>", i -> observation(
                                        "22.4.202", "34109-9", POINTING, i)
                                .replace("<observation classCode=\"OBS\"", "<act classCode=\"ACT\"")
                                .replace("</observation>", "</act>"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("crowds")
    @Timeout(60)
    void growsNoFasterThanTheDocument(String what, Crowd crowd) {
        String document = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" "
                + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><id root=\"1.2.3.4\" extension=\"d\"/>"
                + "<recordTarget><patientRole>" + crowd.ids + "<id root=\"1.2.3.5\" extension=\"4711\"/></patientRole>"
                + "</recordTarget>" + crowd.header + "<component><structuredBody><component><section>"
                + "<code code=\"29762-2\" codeSystem=\"2.16.840.1.113883.6.1\"/><text>" + crowd.narrative + "</text>"
                + crowd.entries + "</section></component></structuredBody></component></ClinicalDocument>";

        Conversion conversion = new CcdaMapper()
                .convert(document.getBytes(StandardCharsets.UTF_8), new ConversionContext("crowded", ZoneOffset.UTC));

        String made = FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
        assertThat(made.length()).isLessThan(10 * document.length() + 10_000_000);
    }

    private static String breaths() {
        String percent = "<effectiveTime value=\"20260101\"/><value xsi:type=\"PQ\" value=\"90\" unit=\"%%\"/>";
        return "<entry><organizer classCode=\"CLUSTER\" moodCode=\"EVN\"><templateId root=\"" + TEMPLATES
                + "22.4.26\"/><statusCode code=\"completed\"/>"
                + many(i -> "<component>" + observation("22.4.27", i % 2 == 0 ? "59408-5" : "3150-6", percent, i)
                        + "</component>")
                + "</organizer></entry>";
    }

    private static String observation(String template, String code, String content, int number) {
        return "<observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"" + TEMPLATES + template
                + "\"/><id root=\"1.2.3\" extension=\"" + number + "\"/><code code=\"" + code
                + "\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"completed\"/>"
                + content.formatted(number) + "</observation>";
    }

    private static String many(IntFunction<String> one) {
        return IntStream.range(0, MANY).mapToObj(one).collect(Collectors.joining());
    }
}
