/**
 * Patients who never lived, with the encounters, conditions, observations, orders and bills that Synthea would give
 * them. The same seed and number give the same bytes, on every machine.
 */
@NullMarked
package org.consentry.bench.synthetic;

import org.jspecify.annotations.NullMarked;
