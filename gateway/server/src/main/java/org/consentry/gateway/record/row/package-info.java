/**
 * How resources lie in PostgreSQL: rows, compressed bodies, patients' shard keys. A body comes back as the bytes that
 * were stored.
 */
@NullMarked
package org.consentry.gateway.record.row;

import org.jspecify.annotations.NullMarked;
