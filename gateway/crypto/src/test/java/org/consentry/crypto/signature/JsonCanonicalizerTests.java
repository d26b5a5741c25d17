package org.consentry.crypto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.consentry.crypto.signature.Canonicalization.Reason;
import org.consentry.crypto.signature.Canonicalization.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCanonicalizerTests {

    private static Canonicalization read(String json) {
        return JsonCanonicalizer.strict().read(json.getBytes(UTF_8));
    }

    private static String canonical(String json) {
        return new String(read(json).orThrow().bytes(), UTF_8);
    }

    @ParameterizedTest(name = "{0} -> {1} at {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | EMPTY | 0",
                "`  ` | EMPTY | 0",
                "{ | TRUNCATED | 1",
                "[1 | TRUNCATED | 2",
                "\"a | TRUNCATED | 2",
                "\"a\\ | TRUNCATED | 3",
                "\"\\u12 | TRUNCATED | 5",
                "tru | TRUNCATED | 3",
                "trux | UNEXPECTED_BYTE | 3",
                "[1,] | UNEXPECTED_BYTE | 3",
                "{\"a\":1,} | UNEXPECTED_BYTE | 7",
                "{\"a\" 1} | UNEXPECTED_BYTE | 5",
                "{a:1} | UNEXPECTED_BYTE | 1",
                "[1 2] | UNEXPECTED_BYTE | 3",
                "'a' | UNEXPECTED_BYTE | 0",
                "NaN | UNEXPECTED_BYTE | 0",
                "+1 | UNEXPECTED_BYTE | 0",
                "\uFEFF1 | UNEXPECTED_BYTE | 0",
                "{} {} | TRAILING_BYTES | 3",
                "1,2 | TRAILING_BYTES | 1",
                "\"\\x\" | BAD_ESCAPE | 1",
                "\"\\u00g0\" | BAD_ESCAPE | 1",
                "\"\\ud800\" | LONE_SURROGATE | 1",
                "\"\\ud800\\u0041\" | LONE_SURROGATE | 1",
                "\"\\ud800\\ud800\" | LONE_SURROGATE | 1",
                "\"ab\\udc00\" | LONE_SURROGATE | 3",
                "01 | BAD_NUMBER | 0",
                "-x | BAD_NUMBER | 1",
                "- | TRUNCATED | 1",
                "1. | TRUNCATED | 2",
                "1.e1 | BAD_NUMBER | 2",
                "1e+ | TRUNCATED | 3",
                "[1e] | BAD_NUMBER | 3",
                "{\"a\":1,\"a\":2} | DUPLICATE_KEY | 7",
                "{\"a\":1,\"\\u0061\":2} | DUPLICATE_KEY | 7",
                "{\"\\u0061\":1,\"b\":0,\"a\":2} | DUPLICATE_KEY | 18",
            })
    void refusesWhatIsNotIJson(String json, Reason reason, int offset) {
        assertThat(read(json)).isEqualTo(new Refused(reason, offset));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "9007199254740993",
                "9007199254740994",
                "-9007199254740993",
                "100000000000000000000",
                "0.1000000000000000055511151231257827",
                "333333333.33333329",
                "1e400",
                "-1e400",
                "1e-400",
                "1e99999999999",
                "1e-99999999999",
                "123456789012345678.9"
            })
    void refusesNumbersThatDoNotSurviveADouble(String number) {
        assertThat(read("[" + number + "]")).isEqualTo(new Refused(Reason.NUMBER_NOT_EXACT, 1));
    }

    @Test
    void refusesNumbersTooLongToCompare() {
        assertThat(read("[1." + "0".repeat(500) + "]")).isEqualTo(new Refused(Reason.NUMBER_TOO_LONG, 1));
    }

    @Test
    void refusesDuplicateKeysInLargeObjects() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 1_000; i++) {
            json.append("\"k").append((i * 7919) % 1_000).append("\":0,");
        }
        int offset = json.length();
        json.append("\"k500\":1}");

        assertThat(read(json.toString())).isEqualTo(new Refused(Reason.DUPLICATE_KEY, offset));
    }

    @Test
    void refusesUnescapedControlCharacters() {
        assertThat(read("\"a\tb\"")).isEqualTo(new Refused(Reason.CONTROL_CHARACTER, 2));
        assertThat(read("\"aaaaaaaaaaaa\u0000b\"")).isEqualTo(new Refused(Reason.CONTROL_CHARACTER, 13));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "80",
                "C0 80",
                "C1 BF",
                "C3",
                "C3 28",
                "E0 80 80",
                "E0 9F BF",
                "ED A0 80",
                "ED BF BF",
                "E2 82",
                "F0 80 80 80",
                "F0 8F BF BF",
                "F4 90 80 80",
                "F5 80 80 80",
                "FF",
                "F0 9F 98",
                "E2 28 A1"
            })
    void refusesBytesThatAreNotUtf8(String hex) {
        byte[] wrong = HexFormat.ofDelimiter(" ").parseHex(hex);
        byte[] json = new byte[wrong.length + 2];
        json[0] = '"';
        System.arraycopy(wrong, 0, json, 1, wrong.length);
        json[json.length - 1] = '"';

        assertThat(JsonCanonicalizer.strict().read(json)).isEqualTo(new Refused(Reason.INVALID_UTF8, 1));
    }

    @Test
    void refusesNestingBeyondTheBound() {
        JsonCanonicalizer shallow = new JsonCanonicalizer(JsonCanonicalizer.Numbers.EXACT, 3);

        assertThat(shallow.read("[[[1]]]".getBytes(UTF_8))).isInstanceOf(Canonicalization.Canonical.class);
        assertThat(shallow.read("[[{\"a\":[]}]]".getBytes(UTF_8))).isEqualTo(new Refused(Reason.TOO_DEEP, 7));
        assertThat(read("[".repeat(100_000))).isEqualTo(new Refused(Reason.TOO_DEEP, 128));
    }

    @Test
    void refusesABoundThatWouldOverflowTheStack() {
        assertThatThrownBy(() -> new JsonCanonicalizer(JsonCanonicalizer.Numbers.EXACT, 100_000))
                .hasMessageContaining("1000");
    }

    @Test
    void neverQuotesTheDocumentInItsRefusal() {
        assertThatThrownBy(() -> read("{\"name\":\"Meier\",}").orThrow())
                .hasMessageContaining("byte 16")
                .hasMessageNotContaining("Meier");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0.0, 0",
        "-0.00, 0",
        "1.00, 1",
        "1.50, 1.5",
        "-12.340, -12.34",
        "0.05, 0.05",
        "-0.5, -0.5",
        "10, 10",
        "100.10, 100.1",
        "1E30, 1e+30",
        "4.50, 4.5",
        "2e-3, 0.002",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "0.000000000000000000000000001, 1e-27",
        "1e21, 1e+21",
        "1e20, 100000000000000000000",
        "123e-20, 1.23e-18",
        "-1.5e-9, -1.5e-9",
        "9007199254740992, 9007199254740992",
        "-9007199254740992, -9007199254740992",
        "999999999999999, 999999999999999",
        "0.1234567890123456, 0.1234567890123456",
        "0.30000000000000004, 0.30000000000000004",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "5e-324, 5e-324",
        "2e23, 2e+23",
        "0e5, 0",
        "12345678901234567.0e3, 12345678901234567000"
    })
    void writesNumbersAsEcmaScriptDoes(String literal, String expected) {
        assertThat(canonical("[" + literal + "]")).isEqualTo("[" + expected + "]");
    }

    /** The bit patterns of RFC 8785 appendix B that are finite. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesTheDoublesOfTheStandardsAppendix(String bits, String expected) {
        assertThat(EcmaNumber.text(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"\\/\" | \"/\"",
                "\"\\u0041\\u00e9\" | \"Aé\"",
                "\"\\u000A\\u000a\\u0008\\u0009\\u000c\\u000D\" | \"\\n\\n\\b\\t\\f\\r\"",
                "\"\\u001F\\u001f\\u0000\" | \"\\u001f\\u001f\\u0000\"",
                "\"\\ud83d\\ude00\" | \"😀\"",
                "\"\\u0022\\u005c\\\\\\\"\" | \"\\\"\\\\\\\\\\\"\"",
                "\"\u007f\u0080€\" | \"\u007f\u0080€\"",
                "\"plain text longer than eight bytes\" | \"plain text longer than eight bytes\"",
            })
    void writesStringsInTheirShortestForm(String literal, String expected) {
        assertThat(canonical(literal)).isEqualTo(expected);
        assertThat(canonical("{" + literal + ":" + literal + "}")).isEqualTo("{" + expected + ":" + expected + "}");
    }

    @Test
    void sortsByUtf16CodeUnitsAndNotByCodePoints() {
        assertThat(
                        canonical(
                                "{\"\uFB33\":1,\"\uD83D\uDE00\":2,\"\u20ac\":3,\"\":4,\"aa\":5,\"a\":6,\"B\":7,\"\\r\":8,\"\uE000\":9}"))
                .isEqualTo(
                        "{\"\":4,\"\\r\":8,\"B\":7,\"a\":6,\"aa\":5,\"\u20ac\":3,\"\uD83D\uDE00\":2,\"\uE000\":9,\"\uFB33\":1}");
    }

    @Test
    void keepsArraysInOrderAndDropsAllSpace() {
        assertThat(canonical(" { \"b\" : [ 3 , 1 , { } , [ ] , null ] ,\n\t\"a\" : { \"z\":true, \"y\":false } }\r\n"))
                .isEqualTo("{\"a\":{\"y\":false,\"z\":true},\"b\":[3,1,{},[],null]}");
    }

    @Test
    void leavesOutNamedMembersOfTheRootOnly() {
        CanonicalJson json =
                read("{\"signature\":1,\"id\":2,\"a\":{\"id\":3},\"meta\":4}").orThrow();

        assertThat(new String(json.without(Set.of("id", "meta", "signature")).bytes(), UTF_8))
                .isEqualTo("{\"a\":{\"id\":3}}");
        assertThat(new String(
                        json.without(Set.of("a", "id", "meta", "signature")).bytes(), UTF_8))
                .isEqualTo("{}");
    }

    @Test
    void feedsADigestExactlyTheBytesItWrites() throws Exception {
        String text = "{\"b\":\"" + "x".repeat(40_000) + "\",\"a\":[" + "1,".repeat(20_000) + "\"\\/\"]}";
        CanonicalJson json = read(text).orThrow();
        MessageDigest streamed = MessageDigest.getInstance("SHA-256");

        json.update(streamed);

        assertThat(streamed.digest())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(json.bytes()));
    }
}
