/**
 * Letting a reader open what was sealed to a patient, without the gateway ever being able to.
 *
 * <p>Keys here are public ones. A key fragment belongs to one consent: it is verified when it arrives, kept under the
 * installation's secret for the re-encrypting job alone, and destroyed in the transaction that ends the consent. Every
 * re-encryption is a ledger entry with evidence that it was done honestly.
 */
@NullMarked
package org.consentry.gateway.sharing;

import org.jspecify.annotations.NullMarked;
