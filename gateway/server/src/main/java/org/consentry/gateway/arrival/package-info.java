/**
 * Telling members that something has come which a consent lets them read.
 *
 * <p>An event names patient, consent and one record, and tells nothing else; whoever hears it asks by the ordinary doors.
 * A member is not told of what it contributed itself, nor of what its consent does not show.
 */
@NullMarked
package org.consentry.gateway.arrival;

import org.jspecify.annotations.NullMarked;
