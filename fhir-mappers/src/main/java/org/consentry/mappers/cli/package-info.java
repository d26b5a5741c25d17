/**
 * The mappers from a command line: files or standard input in, FHIR R4 bundles out, one per line. The only package of
 * this module, beside that of de-identification, that touches files.
 */
@NullMarked
package org.consentry.mappers.cli;

import org.jspecify.annotations.NullMarked;
