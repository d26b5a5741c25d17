package org.consentry.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A proxy's fragments in a folder, one folder a consent, one file a delegating key. They lie there as they came, sealed to
 * the proxy's key: the folder without the key file is worth nothing.
 */
public final class FragmentStore {
    private static final Pattern CONSENT = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{66}");

    private final Path folder;

    public FragmentStore(Path folder) {
        this.folder = folder;
    }

    /** Keeps one. When this returns it survives a power cut. */
    void keep(String consent, String delegatingKey, byte[] sealed) throws IOException {
        Path file = file(consent, delegatingKey);
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(java.nio.ByteBuffer.wrap(sealed));
            out.force(true);
        }
        // A crash here leaves a file that nobody reads; the gateway hands the fragment out again.
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Optional<byte[]> find(String consent, String delegatingKey) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(consent, delegatingKey)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Destroys every fragment of a consent. */
    void forget(String consent) throws IOException {
        Path of = folder(consent);
        if (!Files.isDirectory(of)) {
            return;
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(of)) {
            files.sorted(Comparator.reverseOrder()).forEach(found::add);
        }
        for (Path each : found) {
            Files.deleteIfExists(each);
        }
    }

    private Path file(String consent, String delegatingKey) throws Untrusted {
        if (!KEY.matcher(delegatingKey).matches()) {
            throw new Untrusted("the gateway named a key that is none");
        }
        return folder(consent).resolve(delegatingKey);
    }

    /** Names of files come from outside: only what is an id, and no way up. */
    private Path folder(String consent) throws Untrusted {
        if (!CONSENT.matcher(consent).matches() || consent.startsWith(".")) {
            throw new Untrusted("the gateway named a consent that is none");
        }
        return folder.resolve(consent);
    }
}
