/** Tests of the conversion from older FHIR versions. */
@NullMarked
package org.consentry.mappers.fhirversion;

import org.jspecify.annotations.NullMarked;
