/** The command {@code consentry}. Secrets come from files that are named in a configuration, never from arguments. */
@NullMarked
package org.consentry.client.cli;

import org.jspecify.annotations.NullMarked;
