package org.consentry.ledger.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.proof.Policy;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whom to trust: keys on the command line, or a policy file, or both. */
final class TrustOptions {
    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-k", "--key"},
            paramLabel = "VKEY",
            description = "The log's public key, as name+id+base64. Repeat it while a key is being rotated.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = {"-p", "--policy"},
            paramLabel = "FILE",
            description =
                    "A policy (c2sp.org/tlog-policy) with logs, witnesses and the quorum that must have cosigned.")
    private Optional<Path> policy = Optional.empty();

    Policy policy() throws IOException {
        if (keys.isEmpty() && policy.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Give --key or --policy: whom do you trust?");
        }
        List<VerifierKey> logs = keys.stream().map(VerifierKey::parse).toList();
        Policy trusted = policy.isPresent() ? Policy.parse(Files.readAllBytes(policy.get())) : Policy.of(logs.get(0));
        for (VerifierKey log : logs) {
            trusted = trusted.withLog(log);
        }
        return trusted;
    }
}
