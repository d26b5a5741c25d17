/**
 * Code maps and registries of code systems, as FHIR ConceptMap data that a site can add to without code.
 *
 * <p>What is not known is never guessed: a code that no map has stays as it was sent, and the report says so.
 */
@NullMarked
package org.consentry.mappers.terminology;

import org.jspecify.annotations.NullMarked;
