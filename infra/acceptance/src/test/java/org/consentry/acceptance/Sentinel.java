package org.consentry.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A text that nobody else writes: what lies readable anywhere is found by it. */
final class Sentinel {
    private static final int CHUNK = 1 << 20;

    private final byte[] text;

    Sentinel(String text) {
        this.text = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A secret as it might stand somewhere: as itself, in hex, or in base64. */
    static List<Sentinel> formsOf(byte[] secret) {
        String base64 = Base64.getEncoder().encodeToString(secret);
        return List.of(
                new Sentinel(new String(secret, StandardCharsets.ISO_8859_1)),
                new Sentinel(HexFormat.of().formatHex(secret)),
                // The last characters depend on what follows.
                new Sentinel(base64.substring(0, base64.length() - 4)),
                new Sentinel(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(secret)
                        .substring(0, base64.length() - 4)));
    }

    /** A file of so many bytes with the sentinel and the file's name all through it. @return its SHA-256 in hex */
    String fill(Path file, long size) throws IOException {
        MessageDigest digest = sha256();
        byte[] line = (new String(text, StandardCharsets.ISO_8859_1) + " " + file.getFileName() + " %012d\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (OutputStream out = Files.newOutputStream(file)) {
            long written = 0;
            for (long number = 0; written < size; number++) {
                byte[] next = String.format(new String(line, StandardCharsets.ISO_8859_1), number)
                        .getBytes(StandardCharsets.ISO_8859_1);
                int length = (int) Math.min(next.length, size - written);
                out.write(next, 0, length);
                digest.update(next, 0, length);
                written += length;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The files below a folder in which it stands; sockets and files that vanish are passed over. */
    List<Path> foundBelow(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (standsIn(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private boolean standsIn(Path file) throws IOException {
        byte[] window = new byte[CHUNK + text.length];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(window, kept, CHUNK); read > 0; read = in.read(window, kept, CHUNK)) {
                int length = kept + read;
                if (new String(window, 0, length, StandardCharsets.ISO_8859_1)
                        .contains(new String(text, StandardCharsets.ISO_8859_1))) {
                    return true;
                }
                kept = Math.min(text.length - 1, length);
                System.arraycopy(window, length - kept, window, 0, kept);
            }
            return false;
        } catch (NoSuchFileException vanished) {
            return false;
        }
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
