package org.consentry.bench.ledger;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;

/** Entries as a gateway makes them of signed bundles, about so many records. For one thread. */
final class MadeEntries {
    static final String ORIGIN = "bench.example/authority";
    static final SigningKey KEY = SigningKey.generate(new KeyName(ORIGIN), KeyKind.ED25519, new SecureRandom());

    private final SplittableRandom random = new SplittableRandom();
    private final int records;

    MadeEntries(int records) {
        this.records = records;
    }

    List<Entry> next(int count) {
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[Hash.LENGTH];
            random.nextBytes(bytes);
            Hash commit = Hash.of(bytes);
            entries.add(new Entry(
                    EntryKind.BUNDLE,
                    Instant.now(),
                    commit,
                    Optional.of(subject()),
                    Optional.of(new Signer("hospital-a-1", commit))));
        }
        return entries;
    }

    /** One of the records. */
    Pseudonym subject() {
        byte[] number = Long.toString(random.nextLong(records)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new Pseudonym(Hash.sha256(number));
    }

    long below(long size) {
        return random.nextLong(size);
    }
}
