package org.consentry.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.consentry.mappers.deidentify.PatientRegister;
import scala.Tuple2;

/**
 * Files of NDJSON in a folder, as Spark names it. Their lines come together by patient in one shuffle, because ages on any of
 * them depend on the Patient; what belongs to nobody is spread.
 */
record Folder(String in) implements Source {
    /** Nobody's resources are told apart by so many keys, so that no worker gets all of them. */
    private static final int SHARED = 1_024;

    private static final String NOBODY = "\n";

    @Override
    public JavaRDD<Lot> lots(SparkSession spark) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .newAPIHadoopFile(
                        in + "/*.ndjson",
                        TextInputFormat.class,
                        LongWritable.class,
                        Text.class,
                        spark.sparkContext().hadoopConfiguration())
                .values()
                .filter(line -> line.getLength() > 0)
                .mapToPair(line -> owned(line.copyBytes()))
                .groupByKey()
                .map(Folder::lot);
    }

    private static Tuple2<String, Tuple2<String, byte[]>> owned(byte[] line) {
        PatientRegister.Glance glance = PatientRegister.Glance.at(line);
        String patient = glance.patient();
        String owner = patient.isEmpty() ? NOBODY + Math.floorMod(Arrays.hashCode(line), SHARED) : patient;
        return new Tuple2<>(owner, new Tuple2<>(glance.type(), line));
    }

    private static Lot lot(Tuple2<String, Iterable<Tuple2<String, byte[]>>> record) {
        List<Lot.Line> lines = new ArrayList<>();
        record._2().forEach(line -> lines.add(new Lot.Line(line._1(), line._2(), true)));
        return new Lot(lines, List.of());
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
