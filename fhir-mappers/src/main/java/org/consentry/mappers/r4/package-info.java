/**
 * What R4 demands of any resource, whatever it was made of: elements it requires, rules on elements that stand together,
 * codes it takes from certain systems only.
 *
 * <p>What is missing is put there, and says that it is not known or only assumed. What R4 does not take is taken out: who
 * calls this finds out what that was, and keeps it.
 */
@NullMarked
package org.consentry.mappers.r4;

import org.jspecify.annotations.NullMarked;
