/**
 * Tables (CSV) to FHIR R4, by layouts that are data: which column goes to which path, as which type, by which code map,
 * under which key.
 *
 * <p>{@link org.consentry.mappers.csv.CsvMapper} and {@link org.consentry.mappers.csv.CsvLayout} are all that others
 * need. Files are read as they come, a bounded number of rows at a time. Errors name line and column, never content.
 */
@NullMarked
package org.consentry.mappers.csv;

import org.jspecify.annotations.NullMarked;
