package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class MllpFramesTests {
    @Test
    void makesNothingOfABlockThatWasCutOff() throws IOException {
        assertThat(frames("\u000BMSH|cut", 100).next()).isEmpty();
    }

    @Test
    void keepsOnlyTheBeginningOfABlockThatIsTooLarge() throws IOException {
        MllpFrames frames = frames("\u000B" + "x".repeat(50) + "\u001C\r\u000Bok\u001C\r", 10);

        MllpFrames.Frame large = frames.next().orElseThrow();

        assertThat(large.oversized()).isTrue();
        assertThat(large.bytes()).hasSize(10);
        assertThat(text(frames.next())).isEqualTo("ok");
    }

    @Test
    void skipsWhatStandsBetweenBlocks() throws IOException {
        MllpFrames frames = frames("\r\nnoise\u000Bone\u001C\r\n\u000Btwo\u001C\r", 100);

        assertThat(text(frames.next())).isEqualTo("one");
        assertThat(text(frames.next())).isEqualTo("two");
        assertThat(frames.next()).isEmpty();
    }

    @Test
    void keepsAnEndByteThatNoCarriageReturnFollows() throws IOException {
        assertThat(text(frames("\u000Ba\u001Cb\u001C\r", 100).next())).isEqualTo("a\u001Cb");
    }

    /** A sender that gave up in the middle and began anew: half a message must not become part of the next. */
    @Test
    void endsABlockThatAnotherBeginsInsideOf() throws IOException {
        MllpFrames frames = frames("\u000BMSH|half\u000BMSH|whole\u001C\r", 100);

        MllpFrames.Frame half = frames.next().orElseThrow();
        assertThat(half.cut()).isTrue();
        assertThat(new String(half.bytes(), StandardCharsets.UTF_8)).isEqualTo("MSH|half");
        MllpFrames.Frame whole = frames.next().orElseThrow();
        assertThat(whole.cut()).isFalse();
        assertThat(new String(whole.bytes(), StandardCharsets.UTF_8)).isEqualTo("MSH|whole");
        assertThat(frames.next()).isEmpty();
    }

    @Test
    void keepsTheVerticalTabOfAWordProcessor() throws IOException {
        assertThat(text(frames("\u000BMSH|a\u000Bb\u001C\r", 100).next())).isEqualTo("MSH|a\u000Bb");
    }

    @Test
    void endsABlockWhoseCarriageReturnTheSenderForgot() throws IOException {
        MllpFrames frames = frames("\u000Bone\u001C\u000Btwo\u001C\r", 100);

        assertThat(text(frames.next())).isEqualTo("one");
        assertThat(text(frames.next())).isEqualTo("two");
    }

    @Test
    void readsBackWhatItFrames() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.write(MllpFrames.framed("MSH|ä".getBytes(StandardCharsets.UTF_8)));

        MllpFrames frames = new MllpFrames(new ByteArrayInputStream(wire.toByteArray()), 100, kept -> {});

        assertThat(text(frames.next())).isEqualTo("MSH|ä");
    }

    @Test
    void tellsWhatItKeepsAndNothingOfWhatItPassesOver() throws IOException {
        AtomicLong kept = new AtomicLong();
        int piece = 8 * 1024;
        String wire = "n".repeat(5 * piece) + "\u000B" + "k".repeat(2 * piece) + "\u001C\r" + "n".repeat(5 * piece)
                + "\u000B" + "l".repeat(9 * piece) + "\u001C\r";
        MllpFrames frames = frames(wire, 3L * piece, kept::addAndGet);

        assertThat(text(frames.next())).hasSize(2 * piece);
        assertThat(kept).hasValue(2L * piece);
        assertThat(frames.next().orElseThrow().oversized()).isTrue();
        assertThat(kept).hasValue(5L * piece);
    }

    private static MllpFrames frames(String wire, long largest) {
        return frames(wire, largest, kept -> {});
    }

    private static MllpFrames frames(String wire, long largest, LongConsumer kept) {
        return new MllpFrames(new ByteArrayInputStream(wire.getBytes(StandardCharsets.ISO_8859_1)), largest, kept);
    }

    private static String text(Optional<MllpFrames.Frame> frame) {
        return new String(frame.orElseThrow().bytes(), StandardCharsets.UTF_8);
    }
}
