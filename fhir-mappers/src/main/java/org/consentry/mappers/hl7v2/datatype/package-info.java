/**
 * The data types of HL7 v2 as FHIR data types, one class per v2 type. Pure: a composite in, an element or nothing out.
 */
@NullMarked
package org.consentry.mappers.hl7v2.datatype;

import org.jspecify.annotations.NullMarked;
