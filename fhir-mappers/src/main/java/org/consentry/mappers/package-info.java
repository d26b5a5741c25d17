/**
 * Foreign clinical formats to FHIR R4, as pure functions without I/O or clock.
 */
@NullMarked
package org.consentry.mappers;

import org.jspecify.annotations.NullMarked;
