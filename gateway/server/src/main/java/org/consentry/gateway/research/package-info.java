/**
 * Patients in research: who objects, what studies offer, who takes part, what they are given.
 *
 * <p>Without a patient's yes a study gets nothing but safe-harbor data, and with an objection not even that. A yes is a
 * Consent of scope research in the record, holds for one study, and ends with a word. Counts below the threshold are
 * never told.
 */
@NullMarked
package org.consentry.gateway.research;

import org.jspecify.annotations.NullMarked;
