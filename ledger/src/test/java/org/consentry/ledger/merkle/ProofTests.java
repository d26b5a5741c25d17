package org.consentry.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.consentry.ledger.Malformed;
import org.junit.jupiter.api.Test;

class ProofTests {
    private static final Hash A = leaf("a");
    private static final Hash B = leaf("b");
    private static final Hash C = leaf("c");
    private static final Hash AB = Hash.node(A, B);
    private static final Hash ABC = Hash.node(AB, C);

    @Test
    void refusesALeafThatIsNotThere() {
        InclusionProof proof = new InclusionProof(2, 3, List.of(AB));

        assertThat(proof.proves(C, ABC)).isTrue();
        assertThat(proof.proves(B, ABC)).isFalse();
        assertThat(proof.proves(C, AB)).isFalse();
    }

    @Test
    void refusesAPathOfAnotherLength() {
        assertThat(new InclusionProof(2, 3, List.of()).rootFrom(C)).isEmpty();
        assertThat(new InclusionProof(2, 3, List.of(AB, AB)).rootFrom(C)).isEmpty();
        assertThat(new InclusionProof(0, 1, List.of(A)).rootFrom(A)).isEmpty();
    }

    @Test
    void refusesAnIndexOutsideTheTree() {
        assertThatThrownBy(() -> new InclusionProof(3, 3, List.of())).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new InclusionProof(-1, 3, List.of())).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new InclusionProof(0, 0, List.of())).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesEndlessPaths() {
        List<Hash> endless = Collections.nCopies(64, A);

        assertThatThrownBy(() -> new InclusionProof(0, 3, endless)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new ConsistencyProof(1, 3, endless)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new SubtreeProof(0, 1, 3, endless)).isInstanceOf(Malformed.class);
    }

    @Test
    void doesNotMistakeANodeForALeaf() {
        byte[] twoHashes = new byte[2 * Hash.LENGTH];
        A.copyTo(twoHashes, 0);
        B.copyTo(twoHashes, Hash.LENGTH);

        assertThat(Hash.leaf(twoHashes)).isNotEqualTo(AB);
    }

    @Test
    void refusesAnotherHistory() {
        ConsistencyProof proof = new ConsistencyProof(2, 3, List.of(C));

        assertThat(proof.proves(AB, ABC)).isTrue();
        assertThat(proof.proves(Hash.node(B, A), ABC)).isFalse();
        assertThat(proof.proves(AB, Hash.node(AB, B))).isFalse();
    }

    @Test
    void linksEveryTreeToTheEmptyOneWithoutProvingIt() {
        ConsistencyProof nothing = new ConsistencyProof(0, 3, List.of());
        TreeHead three = new TreeHead(3, ABC);

        assertThat(nothing.links(TreeHead.EMPTY, three)).isTrue();
        assertThat(nothing.links(TreeHead.EMPTY, new TreeHead(2, AB))).isFalse();
        assertThat(nothing.proves(Hash.EMPTY_ROOT, ABC)).isFalse();
        assertThat(new ConsistencyProof(0, 3, List.of(A)).links(TreeHead.EMPTY, three))
                .isFalse();
        assertThat(new ConsistencyProof(0, 0, List.of()).links(TreeHead.EMPTY, TreeHead.EMPTY))
                .isTrue();
    }

    @Test
    void linksOnlyTreesOfItsSizes() {
        ConsistencyProof proof = new ConsistencyProof(2, 3, List.of(C));

        assertThat(proof.links(new TreeHead(2, AB), new TreeHead(3, ABC))).isTrue();
        assertThat(proof.links(new TreeHead(1, AB), new TreeHead(3, ABC))).isFalse();
        assertThat(proof.links(new TreeHead(2, AB), new TreeHead(4, ABC))).isFalse();
    }

    @Test
    void needsNoProofBetweenEqualTrees() {
        assertThat(new ConsistencyProof(3, 3, List.of()).proves(ABC, ABC)).isTrue();
        assertThat(new ConsistencyProof(3, 3, List.of()).proves(ABC, AB)).isFalse();
        assertThat(new ConsistencyProof(3, 3, List.of(A)).proves(ABC, ABC)).isFalse();
    }

    @Test
    void refusesToShrink() {
        assertThatThrownBy(() -> new ConsistencyProof(4, 3, List.of())).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesSubtreesThatNoTreeHas() {
        assertThat(Trees.isSubtree(2, 5)).isFalse();
        assertThat(Trees.isSubtree(4, 7)).isTrue();
        assertThat(Trees.isSubtree(3, 2)).isFalse();
        assertThat(Trees.isSubtree(0, Long.MAX_VALUE)).isFalse();
        assertThatThrownBy(() -> new SubtreeProof(2, 5, 8, List.of())).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesAHeadThatContradictsItself() {
        assertThatThrownBy(() -> new TreeHead(0, A)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new TreeHead(-1, A)).isInstanceOf(Malformed.class);
    }

    @Test
    void readsOnlyOneSpellingOfAHash() {
        assertThat(Hash.fromBase64(A.base64())).isEqualTo(A);
        assertThat(Hash.fromHex(A.hex())).isEqualTo(A);
        assertThatThrownBy(() -> Hash.fromBase64(A.base64().replace("=", ""))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Hash.fromBase64(A.base64() + "\n")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Hash.fromHex("zz")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Hash.of(new byte[31])).isInstanceOf(Malformed.class);
    }

    @Test
    void dividesAtTheLargestPowerOfTwo() {
        List<Hash> leaves =
                IntStream.range(0, 5).mapToObj(i -> leaf("leaf " + i)).toList();
        Hash four = Hash.node(Hash.node(leaves.get(0), leaves.get(1)), Hash.node(leaves.get(2), leaves.get(3)));

        assertThat(Trees.root(leaves)).isEqualTo(Hash.node(four, leaves.get(4)));
        assertThat(Trees.root(new ArrayList<>())).isEqualTo(Hash.EMPTY_ROOT);
    }

    private static Hash leaf(String entry) {
        return Hash.leaf(entry.getBytes(StandardCharsets.UTF_8));
    }
}
