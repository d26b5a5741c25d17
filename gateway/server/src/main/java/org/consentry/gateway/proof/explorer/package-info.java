/**
 * What an entitled reader is shown of the ledger: entries by time and patient, with what they open to.
 *
 * <p>Nobody is shown what an entry opens to who could not read what it is about.
 */
@NullMarked
package org.consentry.gateway.proof.explorer;

import org.jspecify.annotations.NullMarked;
