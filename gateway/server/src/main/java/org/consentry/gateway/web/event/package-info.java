/**
 * {@code GET /events}: one recipient's events as Server-Sent Events, resumed by {@code Last-Event-ID}.
 *
 * <p>A stream holds no database connection and no platform thread while it waits. It ends when the caller's token
 * does, when the caller may no longer listen, or when the client does not read.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
@NullMarked
package org.consentry.gateway.web.event;

import org.jspecify.annotations.NullMarked;
