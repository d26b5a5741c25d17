/**
 * Patches of resources: JSON Patch and FHIRPath Patch, applied to JSON trees.
 *
 * <p>Pure: a resource and a patch go in, the changed resource comes out. Nothing here knows where resources are kept or
 * who asks.
 */
@NullMarked
package org.consentry.gateway.patch;

import org.jspecify.annotations.NullMarked;
