/** Tests of tables to R4. */
@NullMarked
package org.consentry.mappers.csv;

import org.jspecify.annotations.NullMarked;
