package org.consentry.ledger.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.merkle.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/checkpoint",
                "checkpoint/",
                "tile/0/0",
                "tile/00/000",
                "tile/64/000",
                "tile/-1/000",
                "tile/0/x000/001",
                "tile/0/001/002",
                "tile/0/x001/x002",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/05",
                "tile/0/000.p/",
                "tile/entries/../checkpoint",
                "tile/0/x999/x999/x999/x999/x999/x999/999",
                "tile/0/٠٠٠"
            })
    void refusesPathsThatAreNotExactlyOneResource(String path) {
        assertThatThrownBy(() -> LogPath.parse(path)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint",
        "tile/0/000",
        "tile/0/x001/x234/067",
        "tile/63/000.p/255",
        "tile/entries/000.p/1",
        "tile/entries/x003/999",
        "tile/0/x999/x999/x999/x999/x999/999"
    })
    void readsPathsAsItWritesThem(String path) {
        assertThat(LogPath.parse(path).path()).isEqualTo(path);
    }

    @Test
    void writesTheIndexesOfTheSpecification() {
        assertThat(new TilePath(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(LogPath.parse("tile/0/x001/x234/067")).isEqualTo(new TilePath(0, 1_234_067, 256));
    }

    @Test
    void endsATreeOfSeventyThousandAsTheSpecificationSays() {
        assertThat(RightEdge.paths(70_000))
                .containsExactly(new TilePath(0, 273, 112), new TilePath(1, 1, 17), new TilePath(2, 0, 1));
        assertThat(RightEdge.paths(256)).containsExactly(new TilePath(1, 0, 1));
        assertThat(RightEdge.paths(0)).isEmpty();
    }

    @Test
    void knowsWhichTilesATreeHas() {
        assertThat(new TilePath(0, 273, 112).isWithin(70_000)).isTrue();
        assertThat(new TilePath(0, 273, 113).isWithin(70_000)).isFalse();
        assertThat(new TilePath(2, 0, 2).isWithin(70_000)).isFalse();
        assertThat(new TilePath(63, 0, 1).isWithin(Long.MAX_VALUE)).isFalse();
        assertThat(new TilePath(0, Long.MAX_VALUE / 2, 1).isWithin(70_000)).isFalse();
        assertThat(new BundlePath(Long.MAX_VALUE / 2, 1).isWithin(70_000)).isFalse();
        assertThat(new BundlePath(273, 112).isWithin(70_000)).isTrue();
    }

    @Test
    void readsOnlyWholeBundles() {
        List<byte[]> entries = List.of(bytes("one"), bytes(""), bytes("three"));
        byte[] bundle = EntryBundle.encode(entries);

        assertThat(EntryBundle.decode(bundle, 3)).containsExactlyElementsOf(entries);
        assertThatThrownBy(() -> EntryBundle.decode(bundle, 2)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> EntryBundle.decode(bundle, 4)).isInstanceOf(Malformed.class);
        for (int cut = 1; cut < bundle.length; cut++) {
            byte[] part = Arrays.copyOf(bundle, cut);
            assertThatThrownBy(() -> EntryBundle.decode(part, 3)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[70_000]))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> EntryBundle.encode(List.of())).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesTilesOfTheWrongLength() {
        assertThatThrownBy(() -> new Tile(new TilePath(0, 0, 2), new byte[63])).isInstanceOf(Malformed.class);
    }

    /** Every proof of a few hundred trees, against a tree that is simply hashed whole. */
    @Test
    void provesEveryLeafAndEveryOlderSize() {
        List<Hash> leaves = leaves(300);
        Grown grown = new Grown();
        for (int size = 1; size <= leaves.size(); size++) {
            grown.add(leaves.subList(size - 1, size));
            TreeHead head = new TreeHead(size, Trees.root(leaves.subList(0, size)));
            assertThat(grown.edge.head()).isEqualTo(head);
            TileTree tree = new TileTree(size, grown);
            assertThat(tree.root()).isEqualTo(head.root());
            for (int index = size > 40 ? size - 3 : 0; index < size; index++) {
                assertThat(tree.inclusion(index).proves(leaves.get(index), head.root()))
                        .isTrue();
            }
            for (int old = size > 40 ? size - 3 : 0; old <= size; old++) {
                TreeHead before = new TreeHead(old, Trees.root(leaves.subList(0, old)));
                assertThat(tree.consistency(old).links(before, head)).isTrue();
            }
        }
    }

    @Test
    void growsTheSameTreeByBatchesOfAnySize() {
        List<Hash> leaves = leaves(70_000);
        Random random = new Random(7);
        Grown grown = new Grown();
        int at = 0;
        while (at < leaves.size()) {
            int to = Math.min(leaves.size(), at + 1 + random.nextInt(9000));
            grown.add(leaves.subList(at, to));
            at = to;
        }
        Hash root = Trees.root(leaves);

        assertThat(grown.edge.head()).isEqualTo(new TreeHead(70_000, root));
        assertThat(RightEdge.load(70_000, grown).head()).isEqualTo(grown.edge.head());
        for (int i = 0; i < 200; i++) {
            int index = random.nextInt(70_000);
            assertThat(new TileTree(70_000, grown).inclusion(index).proves(leaves.get(index), root))
                    .isTrue();
        }
    }

    @Test
    void readsFewTilesForAProofInALargeTree() {
        List<Hash> leaves = leaves(70_000);
        Grown grown = new Grown();
        grown.add(leaves);
        grown.reads = 0;

        new TileTree(70_000, grown).inclusion(123);

        assertThat(grown.reads).isLessThanOrEqualTo(5);
    }

    @Test
    void saysWhichTileIsMissing() {
        TileTree tree = new TileTree(5, path -> {
            throw new MissingTile(path);
        });

        assertThatThrownBy(tree::root).isInstanceOf(MissingTile.class).hasMessageContaining("tile/0/000.p/5");
        assertThatThrownBy(() -> tree.inclusion(5)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> tree.consistency(6)).isInstanceOf(Malformed.class);
    }

    private static List<Hash> leaves(int count) {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(Hash.leaf(bytes("leaf " + i)));
        }
        return leaves;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A tree and its tiles, each kept at its widest. */
    private static final class Grown implements TileSource {
        private final Map<TilePath, Tile> tiles = new HashMap<>();
        private RightEdge edge = RightEdge.empty();
        private int reads;

        void add(List<Hash> leaves) {
            RightEdge.Growth growth = edge.grow(leaves);
            edge = growth.edge();
            growth.changed()
                    .forEach(tile -> tiles.put(
                            new TilePath(tile.path().level(), tile.path().index(), 1), tile));
        }

        @Override
        public Tile tile(TilePath path) {
            reads++;
            return Optional.ofNullable(tiles.get(new TilePath(path.level(), path.index(), 1)))
                    .orElseThrow(() -> new MissingTile(path))
                    .narrowedTo(path.width());
        }
    }
}
