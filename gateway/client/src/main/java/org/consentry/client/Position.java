package org.consentry.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Where a listener is in its stream, kept between runs. */
public interface Position {
    /** The id to go on after; empty to begin with what comes now. */
    Optional<String> get() throws IOException;

    /** Notes that everything up to this id is done. */
    void set(String id) throws IOException;

    /** In a file, replaced as a whole. */
    static Position in(Path file) {
        return new Position() {
            @Override
            public Optional<String> get() throws IOException {
                try {
                    return Optional.of(Files.readString(file).strip()).filter(id -> !id.isEmpty());
                } catch (NoSuchFileException none) {
                    return Optional.empty();
                }
            }

            @Override
            public void set(String id) throws IOException {
                Path next = file.resolveSibling(file.getFileName() + ".next");
                Files.writeString(next, id);
                // A crash here leaves the older position: events come again, none is lost.
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        };
    }

    /** In memory only. */
    static Position startingAfter(Optional<String> id) {
        return new Position() {
            private Optional<String> at = id;

            @Override
            public Optional<String> get() {
                return at;
            }

            @Override
            public void set(String next) {
                at = Optional.of(next);
            }
        };
    }
}
