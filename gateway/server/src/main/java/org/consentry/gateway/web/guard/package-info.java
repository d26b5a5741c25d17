/**
 * What every body passes before a parser builds anything from it: size, shape and number bounds.
 *
 * <p>Guards know nothing of FHIR beyond its encodings, and never repeat what they refuse.
 */
@NullMarked
package org.consentry.gateway.web.guard;

import org.jspecify.annotations.NullMarked;
