/**
 * FHIR DSTU2 and STU3 to R4.
 *
 * <p>Resources go through HAPI's version converters, except the types these throw on or lose data of, which are
 * rewritten here as JSON trees. A clean-up pass follows: code systems get their R4 names, references inside the bundle
 * become {@code Type/id}, and ids stay what they were.
 */
@NullMarked
package org.consentry.mappers.fhirversion;

import org.jspecify.annotations.NullMarked;
