/**
 * The tree as C2SP tlog-tiles stores and names it: 256 hashes a tile, 256 entries a bundle.
 *
 * <p>Growing takes the right edge and new leaves and says which tiles changed; proving reads a handful of tiles. Neither
 * knows where tiles are kept.
 */
@NullMarked
package org.consentry.ledger.tile;

import org.jspecify.annotations.NullMarked;
