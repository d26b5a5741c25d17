/**
 * Changes that somebody proposes and somebody else decides on: of a record its patient, of a practitioner's roles the
 * practitioner.
 *
 * <p>A proposal is a Task that holds what would change. Accepting it is one transaction: every change, the Task, the
 * signature, the ledger entry and the events, or none of them. Nothing here changes a record without its patient.
 */
@NullMarked
package org.consentry.gateway.proposal;

import org.jspecify.annotations.NullMarked;
