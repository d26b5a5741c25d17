package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked at less often is found as often. */
class StartsTests {
    private static final String TEXT =
            "Son of MR. Lee, D.ied? reason: ſon (Daughters: Ann-Marie, Anna, Ann) on 3/4, seen "
                    + "by dr Wu and d'Artagnan, licence 12345; É. Zola, aged 92, 𝒜da, 1.2.3.4 ATTENDING: KIM reseen\nmay 5, May 5";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\b(?i:sons?|daughters?)\\b",
                "\\b(?i:Dra?|Mr)\\b\\.? \\p{Lu}",
                "\\b(?i:licen[cs]e|seen by)",
                "\\b(?i:(?:pre)?seen|aged)",
                "\\b(?i:d\\.|aged?)",
                "\\b\\d{1,2}",
                "\\b(?:0?[1-9])/",
                "\\b\\p{Lu}[\\p{L}'’-]+",
                "\\b[A-Z]{2,}",
                "\\b(?:(?:January|May)) 5",
                "(?:(?<![\\p{L}\\p{N}])(?:(?:(?:\\p{Lu}\\.(?= ?\\p{Lu}))) ?|d['’](?=\\p{Lu}))?\\p{Lu}\\p{L}+)",
                "\\b(?i:son)|\\d",
                "(?<=^|\\n)\\w+"
            })
    void findsWhatIsFoundByTryingEverywhere(String expression) {
        Pattern pattern = Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS);
        Starts starts = Starts.of(expression);
        List<Integer> places = new ArrayList<>();
        Starts.Walk walk = starts.through(TEXT, Starts.folded(TEXT));
        for (int at = starts.everywhere() ? -1 : walk.next(0); at >= 0; at = walk.next(at + 1)) {
            places.add(at);
        }

        Matcher matcher = pattern.matcher(TEXT);
        int found = 0;
        while (matcher.find()) {
            found++;
            if (!starts.everywhere()) {
                assertThat(places).contains(matcher.start());
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void looksAtFewPlaces() {
        Starts starts = Starts.of("\\b(?i:daughters?|wife)\\b");

        assertThat(starts.everywhere()).isFalse();
        assertThat(starts.through(TEXT, Starts.folded(TEXT)).next(0)).isEqualTo(TEXT.indexOf("Daughters"));
        assertThat(starts.through("nobody", "nobody").next(0)).isNegative();
    }

    /** What nobody sees who writes a new expression: whether its beginning was read rightly. */
    @Test
    void everyExpressionFindsInNotesWhatItFindsWhenTriedEverywhere() throws IOException {
        String notes = OtherStylesTests.notes().stream()
                .map(note -> note.replaceAll("[{}<>]", ""))
                .collect(Collectors.joining("\n"));
        String text = notes + "\n" + notes.toUpperCase(Locale.ROOT);
        String folded = Starts.folded(text);

        Scrubber.expressions((kind, expression) -> {
            Starts starts = Starts.of(expression);
            if (!starts.everywhere()) {
                Matcher everywhere = Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS)
                        .matcher(text);
                Starts.Walk walk = starts.through(text, folded);
                while (everywhere.find()) {
                    assertThat(walk.next(everywhere.start()))
                            .as("a beginning of %s %s", kind, expression)
                            .isEqualTo(everywhere.start());
                }
            }
        });
    }

    /** Each word that is not there was sought to the end of the text at each place of a word that is. */
    @Test
    void aWordThatIsNotThereIsSoughtOnce() {
        Starts starts = Starts.of("\\b(?i:daughters?|wife|sons?)\\b");
        String text = "son ".repeat(500_000);
        Starts.Walk walk = starts.through(text, text);
        int places = 0;

        for (int at = walk.next(0); at >= 0; at = walk.next(at + 1)) {
            places++;
        }

        assertThat(places).isEqualTo(500_000);
    }

    @Test
    void isTriedEverywhereWhereTheBeginningMayBeAnything() {
        assertThat(Starts.of("\\b(?i:(?:a|b)?c|son) x").everywhere()).isTrue();
        assertThat(Starts.of("\\b(?i:son) x|\\d").everywhere()).isTrue();
        assertThat(Starts.of("[|(]son").everywhere()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann", "Anna", "Ann-Marie", "Al", "Alan", "X"})
    void manyWordsAsOneExpressionFindEach(String word) {
        Pattern pattern = Pattern.compile(
                "\\b" + Alternatives.of(List.of("Ann", "Anna", "Ann-Marie", "Al", "Alan", "X")) + "\\b");

        Matcher matcher = pattern.matcher("the " + word + " here");

        assertThat(matcher.find()).isTrue();
        assertThat(matcher.group()).isEqualTo(word);
        assertThat(pattern.matcher("the Anx here").find()).isFalse();
    }
}
