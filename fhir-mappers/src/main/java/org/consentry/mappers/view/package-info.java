/**
 * SQL-on-FHIR v2 ViewDefinitions: from a resource to rows of a flat table.
 *
 * <p>A view is compiled once and then applied to as many resources as there are, from any thread. The
 * paths are the standard's FHIRPath subset over the JSON tree; nothing here knows FHIR's types beyond
 * their names, reads a file or a clock, or decides who may see a row.
 */
@NullMarked
package org.consentry.mappers.view;

import org.jspecify.annotations.NullMarked;
