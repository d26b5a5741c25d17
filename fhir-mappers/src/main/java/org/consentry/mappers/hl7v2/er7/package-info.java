/**
 * Reading ER7, the pipe-and-hat encoding of HL7 v2, of every version from 2.1 to 2.8.
 *
 * <p>Types here know delimiters, escapes, repetitions, character sets and batches, and nothing about what a field
 * means. They never throw for bad input: what cannot be read is a {@link org.consentry.mappers.hl7v2.er7.Er7.Illegible}
 * with a reason. Reading a field marks it, so that what nobody read can be told.
 */
@NullMarked
package org.consentry.mappers.hl7v2.er7;

import org.jspecify.annotations.NullMarked;
