/**
 * The command line over NDJSON files: de-identify a folder, check it for leaks, explain a field.
 *
 * <p>Only here does de-identification touch files and a clock. Nothing is released before the leak
 * scanner has seen it: output stands under a temporary name until then.
 */
@NullMarked
package org.consentry.mappers.deidentify.cli;

import org.jspecify.annotations.NullMarked;
