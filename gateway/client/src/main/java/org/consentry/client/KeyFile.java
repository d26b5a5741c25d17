package org.consentry.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** New files that only their owner can read. */
final class KeyFile {
    private KeyFile() {}

    /** @throws java.nio.file.FileAlreadyExistsException if there is one: keys are never replaced */
    static void write(Path file, byte[] content) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, content);
        } else {
            Files.write(file, content, StandardOpenOption.CREATE_NEW);
        }
    }
}
