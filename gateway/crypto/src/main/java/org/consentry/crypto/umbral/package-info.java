/**
 * Threshold proxy re-encryption by the Umbral scheme on secp256k1, byte-compatible with the field's other Umbral
 * implementations.
 *
 * <p>A <em>capsule</em> seals a data key to a patient. The patient's device makes <em>key fragments</em> for one reader.
 * A proxy that holds a fragment turns a capsule into a <em>capsule fragment</em> and learns nothing; the reader opens the
 * data with enough of them. Everything that comes from outside is a {@link org.consentry.crypto.umbral.Checked}: the value
 * or the reason it was refused.
 *
 * <p>Umbral is not collusion-safe: the reader's secret key and enough key fragments together give the delegating secret
 * key, and a key fragment works for every capsule under that key. Whoever uses this package derives one delegating key per
 * scope of sharing ({@link org.consentry.crypto.umbral.SecretKeyFactory}) and deletes fragments when sharing ends.
 *
 * <p>This package keeps nothing, logs nothing and takes its randomness from the caller.
 */
@NullMarked
package org.consentry.crypto.umbral;

import org.jspecify.annotations.NullMarked;
