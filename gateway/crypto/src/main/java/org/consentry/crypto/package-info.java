/**
 * Proxy re-encryption, envelope encryption and bundle signatures; no I/O, no Spring.
 */
@NullMarked
package org.consentry.crypto;

import org.jspecify.annotations.NullMarked;
