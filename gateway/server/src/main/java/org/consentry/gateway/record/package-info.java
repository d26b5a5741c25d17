/**
 * The record store, as other features see it: versions of FHIR resources as bytes, search, history.
 *
 * <p>Every row knows its patient and its source organization, and every statement on behalf of a caller
 * carries the caller's visibility. The store never decides and never logs what it holds.
 *
 * <p>Here lies what it promises. How it is done lies beneath, each part on top of the one before: {@code definition},
 * {@code index}, {@code row}, {@code query}, {@code journal}, {@code search}, {@code write}, {@code upkeep},
 * {@code store}. Nothing above the store knows what is beneath, but for R4's definitions and the operator's upkeep.
 */
@NullMarked
package org.consentry.gateway.record;

import org.jspecify.annotations.NullMarked;
