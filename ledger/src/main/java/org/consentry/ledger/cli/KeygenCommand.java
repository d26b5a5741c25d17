package org.consentry.ledger.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SigningKey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger keygen}. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        header = "Makes a key for a log or a witness.",
        description = {
            "",
            "Writes the private key to a new file that only its owner may read, and prints the public key (vkey) to give"
                    + " to others. An existing file is never overwritten.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ledger keygen ledger.example/authority --out authority.key",
            "  ledger keygen hospital-a.example/witness --kind ED25519_COSIGNATURE --out witness.key"
        })
final class KeygenCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The key's name: the origin of a log, or a witness's name.")
    private String name = "";

    @Option(names = "--kind", description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private KeyKind kind = KeyKind.ED25519;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the private key goes.")
    private Path out = Path.of("ledger.key");

    @Override
    public Integer call() throws IOException {
        SigningKey key = SigningKey.generate(new KeyName(name), kind, new SecureRandom());
        try {
            write(key.encoded() + "\n");
        } catch (FileAlreadyExistsException taken) {
            spec.commandLine().getErr().println("ledger: " + out + " exists; keys are never overwritten");
            spec.commandLine().getErr().flush();
            return ExitCode.UNREADABLE;
        }
        spec.commandLine().getOut().println(key.verifier());
        spec.commandLine().getOut().flush();
        return ExitCode.HOLDS;
    }

    private void write(String text) throws IOException {
        boolean posix = out.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(out, ownerOnly);
        Files.writeString(out, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
    }
}
