/** Tests of the command line. */
@NullMarked
package org.consentry.mappers.cli;

import org.jspecify.annotations.NullMarked;
