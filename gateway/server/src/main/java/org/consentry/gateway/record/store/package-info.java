/** The store put together of its parts, with what readers must not see taken out. */
@NullMarked
package org.consentry.gateway.record.store;

import org.jspecify.annotations.NullMarked;
