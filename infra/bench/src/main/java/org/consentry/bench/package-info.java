/**
 * One load driver for any FHIR base URL: import, create/read/update, the searches of an EHR, {@code $everything}.
 *
 * <p>It knows FHIR's REST interface and nothing of the server behind it, so that peers are measured by the same program in
 * the same run. It never prints a resource or a token.
 */
@NullMarked
package org.consentry.bench;

import org.jspecify.annotations.NullMarked;
