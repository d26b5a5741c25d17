/** Tests of C-CDA to R4. */
@NullMarked
package org.consentry.mappers.ccda;

import org.jspecify.annotations.NullMarked;
