/** Tests of the command line over real files. */
@NullMarked
package org.consentry.mappers.deidentify.cli;

import org.jspecify.annotations.NullMarked;
