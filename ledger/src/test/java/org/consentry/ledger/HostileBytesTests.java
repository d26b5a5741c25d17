package org.consentry.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptBundle;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.EntryBundle;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.witness.AddCheckpoint;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, a parser reads them or says {@link Malformed}; and no changed receipt is accepted. */
class HostileBytesTests {
    private static final int ROUNDS = 4000;
    private static final Policy POLICY = Policy.of(Samples.KEY.verifier());

    private final Random random = new Random(20261120);

    @Test
    void randomAndDamagedBytesNeverCrashAParser() {
        List<byte[]> seeds = seeds();
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = i % 4 == 0 ? noise() : damage(seeds.get(random.nextInt(seeds.size())));
            read += parses(bytes);
        }
        assertThat(read).isPositive();
    }

    @Test
    void noDamagedReceiptProvesAnythingElse() {
        byte[] receipt = receipt().encoded().getBytes(StandardCharsets.UTF_8);
        Entry entry = Samples.entry(3);
        ReceiptVerifier verifier = new ReceiptVerifier(POLICY);
        for (int i = 0; i < ROUNDS; i++) {
            try {
                TlogProof damaged = TlogProof.parse(damage(receipt));
                if (verifier.judge(damaged, entry.digest()) instanceof Verdict.Accepted accepted) {
                    // Damage to the unauthenticated extra line, or none at all, changes nothing that is proved.
                    assertThat(damaged.index()).isEqualTo(3);
                    assertThat(accepted.head())
                            .isEqualTo(receipt().checkpoint().checkpoint().head());
                }
            } catch (Malformed refused) {
                assertThat(refused).hasMessageContaining(" must be ");
            }
        }
    }

    @Test
    void oneFlippedBitOfASignedTextIsAlwaysSeen() {
        SignedNote note = receipt().checkpoint().note();
        byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
        for (int bit = 0; bit < text.length * 8; bit++) {
            byte[] flipped = text.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                SignedNote changed = new SignedNote(new String(flipped, StandardCharsets.UTF_8), note.signatures());
                assertThat(POLICY.judge(SignedCheckpoint.of(changed))).isInstanceOf(Verdict.Refused.class);
            } catch (Malformed refused) {
                assertThat(refused).hasMessageContaining(" must be ");
            }
        }
    }

    private static int parses(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Runnable> parsers = List.of(
                () -> SignedNote.parse(bytes),
                () -> SignedCheckpoint.parse(bytes),
                () -> TlogProof.parse(bytes),
                () -> ReceiptExtra.parse(bytes),
                () -> ReceiptBundle.findIn(bytes),
                () -> Entry.parse(bytes),
                () -> EntryBundle.decode(bytes, 3),
                () -> AddCheckpoint.parse(bytes),
                () -> Policy.parse(bytes),
                () -> LogPath.parse(text),
                () -> VerifierKey.parse(text),
                () -> SigningKey.parse(text));
        int read = 0;
        for (Runnable parser : parsers) {
            try {
                parser.run();
                read++;
            } catch (Malformed refused) {
                assertThat(refused.getMessage()).hasSizeLessThan(200);
            }
        }
        return read;
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Flips, cuts, doubles or exchanges a piece. */
    private byte[] damage(byte[] seed) {
        byte[] bytes = seed.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + at);
            case 3 -> System.arraycopy(seed, 0, bytes, at, bytes.length - at);
            default -> bytes[at] = "\n +=0-—".getBytes(StandardCharsets.UTF_8)[random.nextInt(9)];
        }
        return bytes;
    }

    private static List<byte[]> seeds() {
        TlogProof receipt = receipt();
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(receipt.encoded().getBytes(StandardCharsets.UTF_8));
        seeds.add(receipt.checkpoint().note().bytes());
        seeds.add(new ReceiptBundle(List.of(receipt, receipt)).bytes());
        seeds.add(receipt.extraBytes().orElseThrow());
        seeds.add(Samples.entry(1).bytes());
        seeds.add(new AddCheckpoint(0, receipt.inclusion().path(), receipt.checkpoint()).bytes());
        seeds.add(("log " + Samples.KEY.verifier() + "\nquorum none\n").getBytes(StandardCharsets.UTF_8));
        seeds.add(Samples.KEY.verifier().toString().getBytes(StandardCharsets.UTF_8));
        seeds.add(Samples.KEY.encoded().getBytes(StandardCharsets.UTF_8));
        seeds.add("tile/entries/x001/234.p/12".getBytes(StandardCharsets.UTF_8));
        seeds.add(EntryBundle.encode(List.of(new byte[1], new byte[2], new byte[3])));
        return seeds;
    }

    private static TlogProof receipt() {
        MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);
        store.submit(Samples.entries(0, 11));
        new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 100).sequenceOnce();
        ProofAnswer.Proved proved = (ProofAnswer.Proved) new LedgerReader(store).proof(3);
        return proved.receipt();
    }
}
