package org.consentry.spark;

import java.io.Closeable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Where identified resources come from, as lines of FHIR JSON. The same lines each time they are asked for. */
interface Source extends Closeable {
    JavaRDD<String> lines(SparkSession spark);

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
