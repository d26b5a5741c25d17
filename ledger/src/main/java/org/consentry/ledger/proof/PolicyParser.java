package org.consentry.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.text.DecimalText;

/** Reads one policy file, line by line; every name must be defined on a line before it is used. */
final class PolicyParser {
    private static final int LARGEST = 1 << 20;
    private static final int MOST_LINES = 4096;
    private static final String NONE = "none";

    private final List<Policy.Party> logs = new ArrayList<>();
    private final List<Policy.Party> witnesses = new ArrayList<>();
    private final Map<String, Quorum> names = new HashMap<>();
    private final Set<String> inGroup = new HashSet<>();
    private Optional<Quorum> quorum = Optional.empty();

    Policy parse(byte[] file) {
        if (file.length > LARGEST) {
            throw new Malformed("policy", "at most " + LARGEST + " bytes");
        }
        // Octets beyond ASCII are opaque to the format; this way each is one character and comes back as it was.
        String text = new String(file, StandardCharsets.ISO_8859_1);
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t' && c != '\n') || c == 0x7F)) {
            throw new Malformed("policy", "free of control characters but tab and newline");
        }
        String[] lines = text.split("\n", MOST_LINES + 1);
        if (lines.length > MOST_LINES) {
            throw new Malformed("policy", "at most " + MOST_LINES + " lines");
        }
        for (int i = 0; i < lines.length; i++) {
            parseLine(
                    i + 1,
                    Stream.of(lines[i].split("[ \t]+", -1))
                            .filter(word -> !word.isEmpty())
                            .toList());
        }
        return new Policy(
                logs, witnesses, quorum.orElseThrow(() -> new Malformed("policy", "with exactly one quorum line")));
    }

    private void parseLine(int number, List<String> words) {
        if (words.isEmpty() || words.get(0).startsWith("#")) {
            return;
        }
        String where = "policy line " + number;
        List<String> rest = words.subList(1, words.size());
        switch (words.get(0)) {
            case "log" -> log(where, rest);
            case "witness" -> witness(where, rest);
            case "group" -> group(where, rest);
            case "quorum" -> quorum(where, rest);
            default -> throw new Malformed(where, "log, witness, group or quorum");
        }
    }

    private void log(String where, List<String> words) {
        require(words.size() == 1 || words.size() == 2, where, "log <vkey> [<url>]");
        logs.add(party(where, logs, words, kind -> kind != KeyKind.ED25519_COSIGNATURE));
    }

    private void witness(String where, List<String> words) {
        require(words.size() == 2 || words.size() == 3, where, "witness <name> <vkey> [<url>]");
        Policy.Party witness = party(where, witnesses, words.subList(1, words.size()), KeyKind::isCosignature);
        witnesses.add(witness);
        define(where, words.get(0), new Quorum.One(witness.key()));
    }

    private void group(String where, List<String> words) {
        require(words.size() >= 3, where, "group <name> all|any|<k> <name>...");
        List<Quorum> members = new ArrayList<>();
        for (String member : words.subList(2, words.size())) {
            require(inGroup.add(member), where, "of members that are in no other group");
            members.add(named(where, member));
        }
        int threshold =
                switch (words.get(1)) {
                    case "all" -> members.size();
                    case "any" -> 1;
                    default -> Math.toIntExact(Math.min(Integer.MAX_VALUE, DecimalText.decode(where, words.get(1))));
                };
        require(threshold >= 1 && threshold <= members.size(), where, "of a threshold from 1 to its members");
        define(where, words.get(0), new Quorum.Some(threshold, members));
    }

    private void quorum(String where, List<String> words) {
        require(words.size() == 1 && quorum.isEmpty(), where, "the only quorum <name>");
        quorum = Optional.of(words.get(0).equals(NONE) ? new Quorum.None() : named(where, words.get(0)));
    }

    private Policy.Party party(
            String where, List<Policy.Party> others, List<String> words, Predicate<KeyKind> fitting) {
        VerifierKey key = VerifierKey.parse(
                new String(words.get(0).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        require(fitting.test(key.kind()), where, "a key of the kind that logs or witnesses have");
        require(others.stream().noneMatch(other -> other.key().sharesKeyWith(key)), where, "of a key not listed yet");
        return new Policy.Party(key, words.stream().skip(1).findFirst());
    }

    private void define(String where, String name, Quorum rule) {
        require(!name.equals(NONE) && names.putIfAbsent(name, rule) == null, where, "of a name not taken yet");
    }

    private Quorum named(String where, String name) {
        Quorum rule = names.get(name);
        if (rule == null) {
            throw new Malformed(where, "of names that lines before it define");
        }
        return rule;
    }

    private static void require(boolean holds, String where, String rule) {
        if (!holds) {
            throw new Malformed(where, rule);
        }
    }
}
