/**
 * The ledger under load, without a gateway: appending, reading a large log, verifying offline. It measures the jar
 * {@code ledger} over a PostgreSQL that loses nothing in a power cut, on the machine that it runs on.
 */
@NullMarked
package org.consentry.bench.ledger;

import org.jspecify.annotations.NullMarked;
