/** Tests: what must not leave comes first. */
@NullMarked
package org.consentry.mappers.deidentify;

import org.jspecify.annotations.NullMarked;
