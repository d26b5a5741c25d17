package org.consentry.crypto.signature;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The corpus that lies beside the project on some machines; tests over it say so when it is absent. */
final class SharedCorpus {
    private SharedCorpus() {}

    static Optional<Path> folder(String name) {
        Path folder = Path.of(System.getProperty("consentry.root", "."))
                .resolve("../shared/data")
                .resolve(name);
        if (Files.isDirectory(folder)) {
            return Optional.of(folder);
        }
        System.out.println("shared corpus '" + name + "' is absent: the test over it did not run");
        return Optional.empty();
    }
}
