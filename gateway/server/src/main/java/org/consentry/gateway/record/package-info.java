/**
 * The record store: versions of FHIR resources as bytes, typed index rows, search, history.
 *
 * <p>Every row knows its patient and its source organization, and every statement on behalf of a caller
 * carries the caller's visibility. The store never decides and never logs what it holds.
 */
@NullMarked
package org.consentry.gateway.record;

import org.jspecify.annotations.NullMarked;
