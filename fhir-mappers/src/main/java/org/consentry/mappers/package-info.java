/**
 * Foreign clinical formats to FHIR R4, as pure functions without I/O or clock.
 *
 * <p>Bytes and a {@link org.consentry.mappers.ConversionContext} go in; a {@link org.consentry.mappers.Conversion}
 * comes out: a transaction Bundle with a report of what became of every field, or a refusal with a reason. The same
 * input and context give the same bytes out. Everything public may be used by any number of threads.
 */
@NullMarked
package org.consentry.mappers;

import org.jspecify.annotations.NullMarked;
