package org.consentry.gateway.export.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.export.work.Progress;
import org.consentry.mappers.deidentify.DirectIdentifiers;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.LeakPatterns;
import org.consentry.mappers.deidentify.LeakScanner;
import org.consentry.mappers.deidentify.Policy;

/** Looks through files for what points at patients, {@value #AT_ONCE} patients at a time. */
final class LeakCheck {
    static final int AT_ONCE = 5_000;

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
     * Looks for everybody in all files. How often a file is read depends on how many patients there are, and not on how
     * many files they fill.
     *
     * @param patients tells them one by one
     */
    void everybody(Consumer<Consumer<DirectIdentifiers>> patients, List<LocalFile> files) throws IOException {
        List<DirectIdentifiers> some = new ArrayList<>();
        patients.accept(each -> {
            some.add(each);
            if (some.size() == AT_ONCE) {
                Unchecked.run(() -> scan(some, files));
                some.clear();
            }
        });
        scan(some, files);
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
