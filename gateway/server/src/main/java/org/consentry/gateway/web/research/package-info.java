/** Research over HTTP: objections, cohort counts, studies and their offers. */
@NullMarked
package org.consentry.gateway.web.research;

import org.jspecify.annotations.NullMarked;
