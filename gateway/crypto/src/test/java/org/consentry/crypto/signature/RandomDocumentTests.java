package org.consentry.crypto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random documents: the common library gives the same bytes, ours gives itself again, and no byte string breaks it. */
class RandomDocumentTests {
    private static final String[] PIECES = {
        "a",
        "Z",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u00e9",
        "é",
        "€",
        "\\u20AC",
        "\\ud83d\\ude00",
        "\uD83D\uDE00",
        "\uE000",
        "\\uFB33",
        "\\u001f",
        "\\u0000",
        "\\b",
        "longer than eight bytes",
        " ",
        "\u007f"
    };
    private static final String[] NUMBERS = {
        "0", "-0", "1", "-1.50", "0.001", "1e3", "12E-7", "4.35", "1e22", "123456789.125"
    };

    private final Random random = new Random(20260102);

    @Test
    void neverBreaksOnDamagedDocuments() {
        for (int i = 0; i < 3_000; i++) {
            byte[] json = document(0).getBytes(UTF_8);
            for (int hit = 0; hit < 3; hit++) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }
            byte[] damaged = Arrays.copyOf(json, 1 + random.nextInt(json.length));

            switch (JsonCanonicalizer.strict().read(damaged)) {
                case Canonicalization.Canonical canonical ->
                    assertThat(again(canonical.json().bytes()))
                            .isEqualTo(canonical.json().bytes());
                case Canonicalization.Refused refused ->
                    assertThat(refused.offset()).isBetween(0, damaged.length);
            }
        }
    }

    @Test
    void agreesWithTheCommonLibrary() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            // An array around it: the library takes no bare value.
            String json = "[" + document(0) + "]";

            byte[] ours = JsonCanonicalizer.strict()
                    .read(json.getBytes(UTF_8))
                    .orThrow()
                    .bytes();

            assertThat(new String(ours, UTF_8))
                    .isEqualTo(new org.erdtman.jcs.JsonCanonicalizer(json).getEncodedString());
            assertThat(again(ours)).isEqualTo(ours);
        }
    }

    private static byte[] again(byte[] canonical) {
        return JsonCanonicalizer.strict().read(canonical).orThrow().bytes();
    }

    private String document(int depth) {
        return switch (depth > 4 ? random.nextInt(4) : random.nextInt(7)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> random.nextBoolean() ? "true" : "null";
            case 2, 3 -> "\"" + text() + "\"";
            case 4 -> array(depth);
            default -> object(depth);
        };
    }

    private String array(int depth) {
        StringBuilder out = new StringBuilder("[");
        for (int i = random.nextInt(4); i > 0; i--) {
            out.append(document(depth + 1)).append(i > 1 ? " ,\n" : "");
        }
        return out.append("]").toString();
    }

    private String object(int depth) {
        StringBuilder out = new StringBuilder("{ ");
        int count = random.nextInt(random.nextInt(20) == 0 ? 60 : 6);
        for (int i = count; i > 0; i--) {
            // The number keeps names apart.
            out.append("\"").append(text()).append(i).append("#\" :\t").append(document(depth + 2));
            out.append(i > 1 ? "," : "");
        }
        return out.append("}").toString();
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            out.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return out.toString();
    }
}
