package org.consentry.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.SharedVectors;
import org.consentry.ledger.text.Base64Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The 518 cases of transparency-dev/merkle, good and bad. */
class MerkleVectorsTests {
    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest(name = "{0}")
    @CsvSource({"inclusion,98", "consistency,98", "subtreeinclusion,204", "subtreeconsistency,118"})
    void agreesWithTheVectors(String kind, int cases) {
        SharedVectors.folder("transparency-dev-merkle").ifPresent(folder -> {
            List<Path> files = SharedVectors.files(folder.resolve("testdata").resolve(kind), ".json");

            assertThat(files).hasSize(cases);
            for (Path file : files) {
                JsonNode test = JSON.readTree(SharedVectors.bytes(file));
                assertThat(holds(kind, test))
                        .as(file.toString())
                        .isNotEqualTo(test.get("wantErr").asBoolean());
            }
        });
    }

    private static boolean holds(String kind, JsonNode test) {
        try {
            return switch (kind) {
                case "inclusion" -> inclusion(test, 0, test.get("treeSize").longValue());
                case "consistency" ->
                    new ConsistencyProof(number(test, "size1"), number(test, "size2"), path(test))
                            .proves(standIn(test, "root1"), standIn(test, "root2"));
                case "subtreeinclusion" -> subtreeInclusion(test);
                default ->
                    new SubtreeProof(number(test, "start"), number(test, "end"), number(test, "size"), path(test))
                            .proves(standIn(test, "root1"), standIn(test, "root2"));
            };
        } catch (Malformed refused) {
            return false;
        }
    }

    /** A subtree is a tree of its own: the leaf's place in it counts from its start. */
    private static boolean subtreeInclusion(JsonNode test) {
        long start = number(test, "start");
        long end = number(test, "end");
        return Trees.isSubtree(start, end) && inclusion(test, start, end - start);
    }

    private static boolean inclusion(JsonNode test, long start, long size) {
        return new InclusionProof(number(test, "leafIdx") - start, size, path(test))
                .proves(hash(test, "leafHash"), hash(test, "root"));
    }

    private static long number(JsonNode test, String name) {
        // Sizes in the vectors are unsigned; those of 2^63 and more are out of range here and become negative.
        return test.get(name).bigIntegerValue().longValue();
    }

    private static Hash hash(JsonNode test, String name) {
        return Hash.fromBase64(test.get(name).asString());
    }

    /** Some cases compare what are no hashes; what counts is whether two are equal. */
    private static Hash standIn(JsonNode test, String name) {
        byte[] value = Base64Text.decode(name, test.get(name).asString());
        return value.length == Hash.LENGTH ? Hash.of(value) : Hash.leaf(value);
    }

    private static List<Hash> path(JsonNode test) {
        List<Hash> path = new ArrayList<>();
        test.get("proof").forEach(hash -> path.add(Hash.fromBase64(hash.asString())));
        return path;
    }
}
