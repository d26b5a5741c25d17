/**
 * Sealing attachments: a fresh data key for each, the content streamed through it, the key sealed to the patient.
 *
 * <p>Content is encrypted in segments that authenticate themselves and their order, so a reader never sees a byte that was
 * not written under that key, for that attachment, at that place; and memory stays constant whatever the size. The data key
 * travels in an Umbral capsule ({@link org.consentry.crypto.envelope.SealedKey}) or, for readers without Umbral, in a JWE
 * ({@link org.consentry.crypto.envelope.WrappedKey}).
 *
 * <p>This package reads and writes only the streams it is given and keeps no key.
 */
@NullMarked
package org.consentry.crypto.envelope;

import org.jspecify.annotations.NullMarked;
