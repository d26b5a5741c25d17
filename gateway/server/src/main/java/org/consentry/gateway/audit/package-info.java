/**
 * The record of who saw what and who was refused, which the patient can read.
 *
 * <p>What cannot be recorded is not disclosed.
 */
@NullMarked
package org.consentry.gateway.audit;

import org.jspecify.annotations.NullMarked;
