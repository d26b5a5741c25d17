package org.consentry.ledger.tile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;

/** Up to 256 neighboring hashes and where they belong. */
public final class Tile {
    private final TilePath path;
    private final byte[] hashes;

    /**
     * Takes the bytes of a tile.
     *
     * @throws Malformed if they are not 32 for each hash of its width
     */
    public Tile(TilePath path, byte[] hashes) {
        if (hashes.length != path.width() * Hash.LENGTH) {
            throw new Malformed("tile", Hash.LENGTH + " bytes a hash");
        }
        this.path = path;
        this.hashes = hashes.clone();
    }

    static Tile of(int level, long index, List<Hash> hashes) {
        byte[] bytes = new byte[hashes.size() * Hash.LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(bytes, i * Hash.LENGTH);
        }
        return new Tile(new TilePath(level, index, hashes.size()), bytes);
    }

    /** Where it belongs and how wide it is. */
    public TilePath path() {
        return path;
    }

    /** A copy of its bytes: the body under its path. */
    public byte[] bytes() {
        return hashes.clone();
    }

    /** The same tile when it was narrower: the resource an older checkpoint's size asks for. */
    public Tile narrowedTo(int width) {
        if (width == path.width()) {
            return this;
        }
        TilePath narrower = new TilePath(path.level(), path.index(), width);
        return new Tile(narrower, Arrays.copyOf(hashes, width * Hash.LENGTH));
    }

    Hash hash(int position) {
        return Hash.at(hashes, position * Hash.LENGTH);
    }

    /** {@code count} hashes from a position on. */
    public List<Hash> hashes(int from, int count) {
        List<Hash> some = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            some.add(hash(i));
        }
        return some;
    }

    /** All hashes. */
    public List<Hash> hashes() {
        return hashes(0, path.width());
    }
}
