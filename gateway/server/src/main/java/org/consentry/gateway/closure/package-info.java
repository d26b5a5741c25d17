/**
 * Closing records: a Patient who is made inactive, or an EpisodeOfCare that is finished, takes no further change.
 *
 * <p>What a patient decides (consents) and what the gateway keeps for itself goes on.
 */
@NullMarked
package org.consentry.gateway.closure;

import org.jspecify.annotations.NullMarked;
