package org.consentry.ledger.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.InclusionProof;
import org.consentry.ledger.note.Ed25519Keys;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.witness.AddCheckpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger check}: the parts that {@code verify} is made of, one at a time, for test vectors and for curiosity. */
@Command(
        name = "check",
        synopsisSubcommandLabel = "WHAT",
        mixinStandardHelpOptions = true,
        header = "Checks one note, checkpoint, proof, signature or form by itself.",
        description = {
            "",
            "For test vectors of other implementations, and to see which part of something does not hold. Hashes are"
                    + " base64 or hexadecimal. 'lines' reads the arguments of one check a line from standard input, parted"
                    + " by tabs or blanks, and prints its exit code and what was said: thousands of vectors in one run.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 it holds, 1 it does not hold, 2 wrong usage, 3 not in form, 4 a file cannot be read.",
            "",
            "Examples:",
            "  ledger check note signed.txt --key ledger.example/authority+8adfe5c5+Aeqj...",
            "  ledger check checkpoint checkpoint --policy trust.policy",
            "  ledger check inclusion --index 3 --size 7 --root ROOT --leaf HASH PROOF...",
            "  ledger check consistency --old-size 3 --old-root ROOT --size 7 --root ROOT PROOF...",
            "  ledger check ed25519 --public-key HEX --message HEX --signature HEX"
        })
final class CheckCommand implements Runnable {
    @CommandLine.Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing what to check");
    }

    @Command(
            name = "note",
            mixinStandardHelpOptions = true,
            description = "A signed note, by the keys that are trusted.")
    int note(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = {"-k", "--key"},
                            paramLabel = "VKEY",
                            required = true)
                    List<String> keys)
            throws IOException {
        List<VerifierKey> trusted = keys.stream().map(VerifierKey::parse).toList();
        return switch (SignedNote.parse(Files.readAllBytes(file)).verify(trusted)) {
            case NoteVerdict.Verified verified -> {
                verified.signatures()
                        .forEach(one -> say("signed by " + one.key().name()
                                + one.time().map(time -> " at " + time).orElse("")));
                yield verdict(!verified.signatures().isEmpty(), "no key that is trusted has signed it");
            }
            case NoteVerdict.Rejected rejected -> verdict(false, "a signature by a known key does not fit");
        };
    }

    @Command(
            name = "checkpoint",
            mixinStandardHelpOptions = true,
            description = "A checkpoint, by a key or a policy with its witnesses and quorum.")
    int checkpoint(@Parameters(paramLabel = "FILE") Path file, @Mixin TrustOptions trust) throws IOException {
        Policy policy = trust.policy();
        SignedCheckpoint checkpoint = SignedCheckpoint.parse(Files.readAllBytes(file));
        return switch (policy.judge(checkpoint)) {
            case Verdict.Accepted accepted ->
                verdict(true, accepted.origin() + " of " + checkpoint.size() + " entries");
            case Verdict.Refused refused -> verdict(false, refused.reason().toString());
        };
    }

    @Command(name = "policy", mixinStandardHelpOptions = true, description = "That a policy is in form.")
    int policy(@Parameters(paramLabel = "FILE") Path file) throws IOException {
        return verdict(true, Policy.parse(Files.readAllBytes(file)).logs().size() + " logs");
    }

    @Command(
            name = "add-checkpoint",
            mixinStandardHelpOptions = true,
            description = "That a request to a witness is in form.")
    int addCheckpoint(@Parameters(paramLabel = "FILE") Path file) throws IOException {
        return verdict(
                true,
                "old size " + AddCheckpoint.parse(Files.readAllBytes(file)).oldSize());
    }

    @Command(name = "path", mixinStandardHelpOptions = true, description = "That a path names one resource of a log.")
    int path(@Parameters(paramLabel = "PATH") String path) {
        return verdict(true, LogPath.parse(path).toString());
    }

    @Command(name = "inclusion", mixinStandardHelpOptions = true, description = "That a leaf is in a tree (RFC 6962).")
    int inclusion(
            @Option(names = "--index", required = true) long index,
            @Option(names = "--size", required = true) long size,
            @Option(names = "--root", required = true) String root,
            @Option(names = "--leaf", required = true, description = "Its leaf hash.") String leaf,
            @Parameters(paramLabel = "HASH", arity = "0..*") @Nullable List<String> proof) {
        return verdict(
                new InclusionProof(index, size, hashes(proof)).proves(hash(leaf), hash(root)),
                "the leaf is not in that tree");
    }

    @Command(
            name = "consistency",
            mixinStandardHelpOptions = true,
            description = "That a tree continues an older one (RFC 6962).")
    int consistency(
            @Option(names = "--old-size", required = true) long oldSize,
            @Option(names = "--old-root", required = true) String oldRoot,
            @Option(names = "--size", required = true) long size,
            @Option(names = "--root", required = true) String root,
            @Parameters(paramLabel = "HASH", arity = "0..*") @Nullable List<String> proof) {
        return verdict(
                new ConsistencyProof(oldSize, size, hashes(proof)).proves(hash(oldRoot), hash(root)),
                "the tree does not continue that one");
    }

    @Command(
            name = "ed25519",
            mixinStandardHelpOptions = true,
            description = "A bare Ed25519 signature, strictly: canonical, of prime order, S below the order.")
    int ed25519(
            @Option(names = "--public-key", required = true, paramLabel = "HEX") String key,
            @Option(names = "--message", required = true, paramLabel = "HEX") String message,
            @Option(names = "--signature", required = true, paramLabel = "HEX") String signature) {
        return verdict(
                Ed25519Keys.verifyStrictly(
                        bytes("public key", key), bytes("message", message), bytes("signature", signature)),
                "the signature does not hold");
    }

    @Command(name = "lines", mixinStandardHelpOptions = true, description = "One check a line, from standard input.")
    int lines() throws IOException {
        boolean all = true;
        StringWriter said = new StringWriter();
        CommandLine command = Main.command().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                int code = command.execute(("check " + line.strip()).split("[ \t]+"));
                all &= code == ExitCode.HOLDS;
                say(code + "\t" + said.toString().strip().replaceAll("\\R.*", ""));
                said.getBuffer().setLength(0);
            }
        }
        return all ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }

    private int verdict(boolean holds, String text) {
        say(holds ? "HOLDS" : "DOES NOT HOLD: " + text);
        return holds ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static List<Hash> hashes(@Nullable List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream().map(CheckCommand::hash).toList();
    }

    private static Hash hash(String text) {
        return text.length() == 2 * Hash.LENGTH ? Hash.fromHex(text) : Hash.fromBase64(text);
    }

    private static byte[] bytes(String what, String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new Malformed(what, "hexadecimal");
        }
    }
}
