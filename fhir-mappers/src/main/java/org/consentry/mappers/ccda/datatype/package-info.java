/**
 * HL7 V3 data types (as C-CDA writes them in XML) to FHIR data types. What an element does not say becomes null; what
 * it says that it does not know becomes null or a data-absent-reason, never a guess.
 */
@NullMarked
package org.consentry.mappers.ccda.datatype;

import org.jspecify.annotations.NullMarked;
