/**
 * Canonical JSON and the signatures over it.
 *
 * <p>This package turns JSON bytes into the one form of RFC 8785, signs a FHIR Bundle with a detached
 * ES256 JWS over that form, and checks such signatures, a hospital's, the authority's or a patient's.
 * Every expected "no" is a value with a reason and a byte offset, never with content.
 *
 * <p>It never fetches a key, never reads a clock, never opens a socket and never accepts the private
 * half of somebody else's key. Whoever calls says which keys are trusted.
 */
@NullMarked
package org.consentry.crypto.signature;

import org.jspecify.annotations.NullMarked;
