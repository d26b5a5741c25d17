package org.consentry.spark;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Where identified resources come from, as lines of FHIR JSON. The same lines each time they are asked for. */
interface Source extends Closeable {
    JavaRDD<String> lines(SparkSession spark);

    /** The policy that was agreed on; empty where whoever submits the job says it. */
    default Optional<String> policy() {
        return Optional.empty();
    }

    /** The only types that may be released; empty means all. */
    default Set<String> types() {
        return Set.of();
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

    /** Files of NDJSON in a folder, as Spark names it. */
    static Source folder(String in) {
        return new Source() {
            @Override
            public JavaRDD<String> lines(SparkSession spark) {
                return spark.read().textFile(in + "/*.ndjson").toJavaRDD().filter(line -> !line.isBlank());
            }

            @Override
            public void close() {
                // Nothing is held open.
            }
        };
    }
}
