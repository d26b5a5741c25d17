package org.consentry.gateway.export.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.export.work.Progress;
import org.consentry.mappers.deidentify.DirectIdentifiers;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.LeakPatterns;
import org.consentry.mappers.deidentify.LeakScanner;
import org.consentry.mappers.deidentify.LeakSieve;
import org.consentry.mappers.deidentify.Policy;

/** Looks through files for what points at patients. */
final class LeakCheck {
    private static final int AT_ONCE = 5_000;

    /** As many as so many patients have. */
    private static final int MOST_PATTERNS = 200_000;

    private final Policy policy;
    private final Progress progress;

    LeakCheck(Policy policy, Progress progress) {
        this.policy = policy;
        this.progress = progress;
    }

    /** Whether there is anything to look for: identified records hold what they hold. */
    boolean applies() {
        return !policy.equals(Policy.IDENTIFIED);
    }

    /** @throws Extract.Leaking naming the place of the first leak */
    void scan(List<DirectIdentifiers> identities, List<LocalFile> files) throws IOException {
        for (int from = 0; from < identities.size() && applies(); from += AT_ONCE) {
            LeakPatterns patterns = LeakScanner.forPolicy(policy);
            identities
                    .subList(from, Math.min(from + AT_ONCE, identities.size()))
                    .forEach(patterns::add);
            LeakScanner scanner = patterns.build();
            for (LocalFile file : files) {
                scan(scanner, file);
            }
        }
    }

    /**
     * Looks for everybody in all files. What is read grows with the files alone: a sieve finds out first which of all the
     * identifiers can be there at all.
     *
     * @param patients tells them one by one, whenever it is asked
     */
    void everybody(Consumer<Consumer<DirectIdentifiers>> patients, List<LocalFile> files) throws IOException {
        LeakSieve sieve = LeakSieve.forPolicy(policy);
        patients.accept(each -> {
            sieve.add(each);
            if (sieve.isFull()) {
                Unchecked.run(() -> sift(sieve, files));
            }
        });
        sift(sieve, files);
        Among among = new Among(sieve, files);
        patients.accept(among);
        among.scan();
    }

    private void sift(LeakSieve sieve, List<LocalFile> files) throws IOException {
        for (LocalFile file : files) {
            progress.check();
            try (InputStream in = Files.newInputStream(file.path())) {
                sieve.look(in);
            }
        }
        sieve.shake();
    }

    /** Seeks what the sieve has let through. */
    private final class Among implements Consumer<DirectIdentifiers> {
        private final LeakSieve sieve;
        private final List<LocalFile> files;
        private LeakPatterns patterns;

        Among(LeakSieve sieve, List<LocalFile> files) {
            this.sieve = sieve;
            this.files = files;
            this.patterns = sieve.patterns();
        }

        @Override
        public void accept(DirectIdentifiers person) {
            patterns.add(person);
            if (patterns.size() >= MOST_PATTERNS) {
                Unchecked.run(this::scan);
            }
        }

        void scan() throws IOException {
            if (patterns.size() > 0) {
                LeakScanner scanner = patterns.build();
                for (LocalFile file : files) {
                    LeakCheck.this.scan(scanner, file);
                }
                patterns = sieve.patterns();
            }
        }
    }

    private void scan(LeakScanner scanner, LocalFile file) throws IOException {
        progress.check();
        try (InputStream in = Files.newInputStream(file.path())) {
            List<Leak> leaks = scanner.scan(file.name(), in);
            if (!leaks.isEmpty()) {
                throw new Extract.Leaking(leaks.getFirst().toString());
            }
        }
    }
}
