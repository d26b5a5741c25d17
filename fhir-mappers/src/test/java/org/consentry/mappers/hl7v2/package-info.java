/** Tests of the HL7 v2 mapping. */
@NullMarked
package org.consentry.mappers.hl7v2;

import org.jspecify.annotations.NullMarked;
