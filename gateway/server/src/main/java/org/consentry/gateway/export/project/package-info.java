/**
 * Every client is a project with a key of its own, under which the engine takes persons out.
 *
 * <p>What two projects get cannot be joined, and no key leaves this package.
 */
@NullMarked
package org.consentry.gateway.export.project;

import org.jspecify.annotations.NullMarked;
