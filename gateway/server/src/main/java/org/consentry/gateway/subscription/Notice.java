package org.consentry.gateway.subscription;

import org.consentry.gateway.event.Event;

/**
 * An event as one subscription counts it.
 *
 * @param number from 1 on, without gaps
 */
record Notice(long number, Event event) {}
