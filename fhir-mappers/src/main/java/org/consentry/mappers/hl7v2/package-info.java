/**
 * HL7 v2 messages as FHIR R4 transactions.
 *
 * <p>{@link org.consentry.mappers.hl7v2.Hl7v2Mapper} walks a message segment by segment, in the order sent, keeping
 * who the patient is, which visit, order and result the next segment belongs to. Segment mappers are small and named
 * for what they do ({@code PidToPatient}). No grammar is enforced: senders break them all.
 */
@NullMarked
package org.consentry.mappers.hl7v2;

import org.jspecify.annotations.NullMarked;
