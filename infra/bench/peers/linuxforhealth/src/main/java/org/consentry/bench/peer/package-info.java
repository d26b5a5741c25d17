/** Another converter under the same measurement as ours. Knows nothing of Consentry. */
package org.consentry.bench.peer;
