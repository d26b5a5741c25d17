/**
 * De-identification of NDJSON by a cluster: the engine of {@code fhir-mappers} as an Apache Spark application.
 *
 * <p>It holds no rule of its own and gives the same bytes as the engine does elsewhere under the same key and day. A leak
 * releases nothing. The gateway does not know of it.
 */
@NullMarked
package org.consentry.spark;

import org.jspecify.annotations.NullMarked;
