/** What can be asked of the directory beyond searches: who belongs to what, and whether a node is a network's. */
@NullMarked
package org.consentry.gateway.web.directory;

import org.jspecify.annotations.NullMarked;
