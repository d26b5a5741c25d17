package org.consentry.ledger.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.merkle.Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EntryTests {
    @Test
    void refusesEveryPartOfAnEntryAndAnythingAfterIt() {
        for (Entry entry : Samples.entries(0, 6)) {
            byte[] bytes = entry.bytes();
            for (int cut = 0; cut < bytes.length; cut++) {
                byte[] part = Arrays.copyOf(bytes, cut);
                assertThatThrownBy(() -> Entry.parse(part)).isInstanceOf(Malformed.class);
            }
            assertThatThrownBy(() -> Entry.parse(Arrays.copyOf(bytes, bytes.length + 1)))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesUnknownVersionsKindsAndFlags() {
        byte[] bytes = Samples.entry(1).bytes();
        for (int[] change : new int[][] {{0, 0}, {0, 2}, {1, 0}, {1, 16}, {1, -1}, {2, 7}, {2, -128}, {3, -1}}) {
            byte[] changed = bytes.clone();
            changed[change[0]] = (byte) change[1];
            assertThatThrownBy(() -> Entry.parse(changed)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> Entry.parse(new byte[2000])).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesKeyIdsThatAreNotVisibleAscii() {
        Hash signature = Samples.hash("signature");

        assertThatThrownBy(() -> new Signer("", signature)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new Signer("a b", signature)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new Signer("é", signature)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new Signer("a".repeat(129), signature)).isInstanceOf(Malformed.class);
    }

    @Test
    void hasOneEncoding() {
        for (Entry entry : Samples.entries(0, 6)) {
            assertThat(Entry.parse(entry.bytes())).isEqualTo(entry);
            assertThat(Entry.parse(entry.bytes()).bytes()).isEqualTo(entry.bytes());
            assertThat(entry.digest()).isEqualTo(Hash.leaf(entry.bytes()));
        }
    }

    @Test
    void keepsItsFormatForever() {
        Entry entry = new Entry(
                EntryKind.CONSENT_GRANTED,
                Instant.parse("2027-01-15T08:00:00.001999Z"),
                Hash.fromHex("11".repeat(32)),
                Optional.of(Pseudonym.fromHex("22".repeat(32))),
                Optional.of(new Signer("k1", Hash.fromHex("33".repeat(32)))));

        assertThat(HexFormat.of().formatHex(entry.bytes()))
                .isEqualTo(
                        "010303" + "000001a3185c5001" + "11".repeat(32) + "22".repeat(32) + "026b31" + "33".repeat(32));
    }

    @Test
    void namesTheAuthorsSignatureInVersionTwo() {
        Entry plain = Samples.entry(1);
        Entry entry = new Entry(
                EntryKind.BUNDLE,
                Instant.parse("2027-01-15T08:00:00.001Z"),
                Hash.fromHex("11".repeat(32)),
                Optional.empty(),
                Optional.of(new Signer("k1", Hash.fromHex("33".repeat(32)))),
                Optional.of(new Signer("h", Hash.fromHex("44".repeat(32)))));
        byte[] bytes = entry.bytes();

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("020102" + "000001a3185c5001" + "11".repeat(32) + "026b31" + "33".repeat(32) + "0168"
                        + "44".repeat(32));
        assertThat(Entry.parse(bytes)).isEqualTo(entry).isNotEqualTo(plain);
        bytes[0] = 1;
        assertThatThrownBy(() -> Entry.parse(bytes)).isInstanceOf(Malformed.class);
        for (int cut = 0; cut < bytes.length; cut++) {
            byte[] part = Arrays.copyOf(entry.bytes(), cut);
            assertThatThrownBy(() -> Entry.parse(part)).isInstanceOf(Malformed.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheCodeOfEveryKind(EntryKind kind) {
        assertThat(EntryKind.ofCode(kind.code())).contains(kind);
    }

    @Test
    void staysSmall() {
        Entry largest = new Entry(
                EntryKind.BUNDLE,
                Instant.EPOCH,
                Samples.hash("c"),
                Optional.of(Samples.subject(1)),
                Optional.of(new Signer("k".repeat(128), Samples.hash("s"))),
                Optional.of(new Signer("a".repeat(128), Samples.hash("t"))));

        assertThat(largest.bytes()).hasSize(397);
        assertThat(Entry.parse(largest.bytes())).isEqualTo(largest);
    }

    @Test
    void commitsToTheBytesAsWellAsToTheirMeaning() {
        Salt salt = Salt.random(new SecureRandom());
        byte[] canonical = utf8("{\"v\":1}");
        Commitment received = Commitment.over(salt, utf8("{ \"v\": 1.00 }"), canonical);

        assertThat(Commitment.over(salt, utf8("{ \"v\": 1 }"), canonical).commit())
                .isNotEqualTo(received.commit());
        assertThat(Commitment.over(Salt.random(new SecureRandom()), utf8("{ \"v\": 1.00 }"), canonical)
                        .commit())
                .isNotEqualTo(received.commit());
        assertThat(Commitment.parse(received.bytes())).isEqualTo(received);
        assertThatThrownBy(() -> Commitment.parse(new byte[95])).isInstanceOf(Malformed.class);
    }

    @Test
    void namesASubjectOnlyToThoseWithTheKey() {
        PseudonymKey key = PseudonymKey.of(utf8("0123456789abcdef0123456789abcdef"));

        assertThat(key.of("patient-1")).isEqualTo(key.of("patient-1")).isNotEqualTo(key.of("patient-2"));
        assertThat(PseudonymKey.random(new SecureRandom()).of("patient-1")).isNotEqualTo(key.of("patient-1"));
        assertThat(key.toString()).doesNotContain("0123");
        assertThatThrownBy(() -> PseudonymKey.of(new byte[31])).isInstanceOf(Malformed.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
