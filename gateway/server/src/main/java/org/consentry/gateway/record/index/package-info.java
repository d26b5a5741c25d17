/**
 * What a resource is found by: typed index rows made of its JSON, and the same reading of a search's values.
 * Pure: the same resource always has the same rows.
 */
@NullMarked
package org.consentry.gateway.record.index;

import org.jspecify.annotations.NullMarked;
