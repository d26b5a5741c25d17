package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written like a name and is no word. */
class StrangersTests {
    private static final Pattern ANYTHING = Pattern.compile("");
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private final Strangers strangers = new Strangers(ANYTHING, NOTHING);

    private String taken(String text) {
        return strangers.taken(text, found -> {});
    }

    /** A line that was read again for each of its words took hours. */
    @Test
    void a_line_of_megabytes_is_read_once() {
        String words = "QWERT ".repeat(700_000);

        assertThat(taken(words)).isEqualTo("[name] ".repeat(700_000));
    }

    @Test
    void five_large_letters_are_a_name_where_the_line_is_shouted() {
        assertThat(taken("the QWERT was low\nSEEN BY QWERT AND QWERT\nthe QWERT was low"))
                .isEqualTo("the QWERT was low\nSEEN BY [name] AND [name]\nthe QWERT was low");
    }
}
