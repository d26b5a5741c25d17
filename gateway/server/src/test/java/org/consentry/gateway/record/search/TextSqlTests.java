package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextSqlTests {
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);
    private static final String[] SOME = {"a", "z", "\u00e9", "\ud7ff", "\ue000", "\uffff", "\ud83d\ude00", LAST};

    @Test
    void nothingStandsBehindTheLastOfAllTexts() {
        assertThat(TextSql.after(LAST + LAST)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"smi, smj", "a%, a&", "a_, a`"})
    void endsWhereTheNextBeginningStarts(String prefix, String end) {
        assertThat(TextSql.after(prefix)).contains(end);
    }

    @Test
    void holdsWhatStartsSoAndNothingElse() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            String prefix = text(random, 1);
            String text = random.nextBoolean() ? prefix + text(random, 0) : text(random, 0);
            boolean inRange = compare(text, prefix) >= 0
                    && TextSql.after(prefix).map(end -> compare(text, end) < 0).orElse(true);

            assertThat(inRange)
                    .as(
                            "%s in %s",
                            text.codePoints().boxed().toList(),
                            prefix.codePoints().boxed().toList())
                    .isEqualTo(text.startsWith(prefix));
        }
    }

    private static String text(Random random, int least) {
        StringBuilder text = new StringBuilder();
        for (int i = least + random.nextInt(3); i > 0; i--) {
            text.append(SOME[random.nextInt(SOME.length)]);
        }
        return text.toString();
    }

    /** As PostgreSQL's collation "C" does. */
    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
