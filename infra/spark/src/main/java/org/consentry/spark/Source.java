package org.consentry.spark;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Where identified resources come from, patient by patient. */
interface Source extends Closeable {
    /** Each patient's resources in one lot. Where it is computed twice, the second time may find what changed meanwhile. */
    JavaRDD<Lot> lots(SparkSession spark);

    /** The policy that was agreed on; empty where whoever submits the job says it. */
    default Optional<String> policy() {
        return Optional.empty();
    }

    /** What was written later may be missing, and is there when it is asked for since then. */
    default Optional<Instant> transactionTime() {
        return Optional.empty();
    }

    /**
     * Tells how it ended, before anything is released.
     *
     * @param clean whether no identifier was found
     * @param counts resources by type
     * @throws IOException when nothing may be released, because the right to read was taken back
     */
    default void ended(boolean clean, Map<String, Long> counts) throws IOException {
        // Whoever put files into a folder keeps the record.
    }
}
