/** Tests: views that must be refused come first. */
@NullMarked
package org.consentry.mappers.view;

import org.jspecify.annotations.NullMarked;
