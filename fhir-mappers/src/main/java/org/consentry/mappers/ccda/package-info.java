/**
 * C-CDA R2.1 (and R1.1) documents to FHIR R4, by HL7's guide "C-CDA on FHIR" 2.0.
 *
 * <p>{@link org.consentry.mappers.ccda.CcdaMapper} is all that others need. Statements are read by their templateId
 * ({@code Template} lists them all), by their class where they have none. What no mapper reads stays in the source
 * document, which is kept whole as an attachment, and the report counts it.
 */
@NullMarked
package org.consentry.mappers.ccda;

import org.jspecify.annotations.NullMarked;
