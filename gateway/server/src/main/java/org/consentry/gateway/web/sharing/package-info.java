/**
 * The FHIR operations by which patients and members make their public keys known and look each other's up.
 *
 * <p>A body that holds a private key is refused and leaves no trace.
 */
@NullMarked
package org.consentry.gateway.web.sharing;

import org.jspecify.annotations.NullMarked;
