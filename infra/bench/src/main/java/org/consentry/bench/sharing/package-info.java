/**
 * Loading what shares attachments and tells events: one-time URIs, open streams, re-encryption. A patient without a
 * browser says yes on the identity provider's own pages, as a person would.
 */
@NullMarked
package org.consentry.bench.sharing;

import org.jspecify.annotations.NullMarked;
