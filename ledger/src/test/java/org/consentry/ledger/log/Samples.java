package org.consentry.ledger.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.SigningKey;

/** Made-up entries and keys. */
public final class Samples {
    /** The log that most tests write. */
    public static final String ORIGIN = "ledger.example/authority";

    /** Its key: Ed25519, seed of 32 bytes 7. */
    public static final SigningKey KEY = SigningKey.parse(
            "PRIVATE+KEY+ledger.example/authority+8adfe5c5+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH");

    private Samples() {}

    /** The n-th entry: always the same for the same number. */
    public static Entry entry(int n) {
        Hash commit = hash("content " + n);
        Optional<Pseudonym> subject = n % 3 == 0 ? Optional.empty() : Optional.of(subject(n % 3));
        Optional<Signer> signer =
                n % 2 == 0 ? Optional.empty() : Optional.of(new Signer("hospital-a-1", hash("sig " + n)));
        return new Entry(EntryKind.BUNDLE, Instant.ofEpochMilli(1_800_000_000_000L + n), commit, subject, signer);
    }

    /** Entries from one number to before another. */
    public static List<Entry> entries(int from, int to) {
        return IntStream.range(from, to).mapToObj(Samples::entry).toList();
    }

    /** The n-th made-up patient. */
    public static Pseudonym subject(int n) {
        return new Pseudonym(hash("subject " + n));
    }

    /** A hash that depends on the text only. */
    public static Hash hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
