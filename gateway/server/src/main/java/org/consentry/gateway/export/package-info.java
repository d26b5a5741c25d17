/**
 * Bulk exports: for analysts, de-identified by a named policy and checked for leaks before anything is offered; for
 * members, what they contributed themselves.
 *
 * <p>Here are the words that the rooms share: what is asked for, and what a file is. The way goes through {@code
 * selection} (what a client may ask), {@code project} (under whose key), {@code extract} (the passage over the store),
 * {@code table} (what files are written as), to {@code job} (for what takes long) or {@code view} (for what is small).
 * Nothing here knows a room, and no room knows {@code job}.
 */
@NullMarked
package org.consentry.gateway.export;

import org.jspecify.annotations.NullMarked;
