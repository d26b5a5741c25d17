package org.consentry.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.consentry.mappers.deidentify.PatientRegister;
import scala.Tuple2;

/*
 * A folder of NDJSON, or the store, goes through the cluster in four steps: the lines are brought together by patient, because ages on any
 * of them depend on the Patient; every record is de-identified by the one worker that has it; what came out is written
 * under a name that nobody takes for an export; the people of the input, some thousands at a time, are looked for in all
 * of it. Only then it is moved to where it was asked for, or written there as Parquet.
 *
 * A worker that dies is replaced by Spark, which does its part again: the same line under the same key gives the same
 * bytes. A driver that dies leaves the hidden folder, which the next run of the same order removes.
 */
final class ClusterJob {
    private static final String HIDDEN = "_deidentifying";
    private static final int SOUGHT_AT_ONCE = 20_000;
    private static final List<String> PEOPLE = List.of("Patient", "RelatedPerson", "Person", "Practitioner");

    private final SparkSession spark;
    private final Source source;
    private final String out;
    private final Order order;
    private final Format format;
    private final PrintWriter say;

    /** What is written. */
    enum Format {
        NDJSON,
        PARQUET
    }

    ClusterJob(SparkSession spark, Source source, String out, Order order, Format format, PrintWriter say) {
        this.spark = spark;
        this.source = source;
        this.out = out;
        this.order = order;
        this.format = format;
        this.say = say;
    }

    /** Whether the output was released. */
    boolean run() throws IOException {
        FileSystem files = new Path(out).getFileSystem(spark.sparkContext().hadoopConfiguration());
        Path hidden = new Path(out, HIDDEN);
        if (files.exists(new Path(out)) && isUsed(files)) {
            throw new IOException("the output folder must be empty or not be there");
        }
        files.delete(hidden, true);
        JavaRDD<String> lines = source.lines(spark);
        write(lines, hidden);
        List<String> leaks = leaks(lines, hidden);
        leaks.forEach(leak -> say.printf("LEAK %s%n", leak));
        Map<String, Long> counts = leaks.isEmpty() ? counts(hidden) : Map.of();
        try {
            source.ended(leaks.isEmpty(), counts);
        } catch (IOException e) {
            files.delete(hidden, true);
            throw e;
        }
        if (!leaks.isEmpty()) {
            files.delete(hidden, true);
            return false;
        }
        for (FileStatus type : files.listStatus(hidden)) {
            if (type.isDirectory()) {
                release(files, type.getPath());
            }
        }
        files.delete(hidden, true);
        manifest(files, counts);
        return true;
    }

    /** Last of all: where it stands, everything does. */
    private void manifest(FileSystem files, Map<String, Long> counts) throws IOException {
        String output = counts.entrySet().stream()
                .map(count -> "{\"type\":\"%s\",\"count\":%d}".formatted(count.getKey(), count.getValue()))
                .collect(Collectors.joining(",", "[", "]"));
        String manifest = "{\"asOf\":\"%s\",\"policy\":\"%s\",\"leakScan\":\"%s\",\"output\":%s}%n"
                .formatted(
                        order.asOf(), order.policy(), order.policy().equals("identified") ? "none" : "clean", output);
        try (OutputStream to = files.create(new Path(out, "manifest.json"))) {
            to.write(manifest.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Map<String, Long> counts(Path hidden) {
        Map<String, Long> counts = new TreeMap<>();
        spark.read()
                .text(hidden.toString())
                .groupBy("type")
                .count()
                .toLocalIterator()
                .forEachRemaining(row -> counts.put(row.getString(0), row.getLong(1)));
        return counts;
    }

    private boolean isUsed(FileSystem files) throws IOException {
        for (FileStatus file : files.listStatus(new Path(out))) {
            if (!file.getPath().getName().equals(HIDDEN)) {
                return true;
            }
        }
        return false;
    }

    private void write(JavaRDD<String> lines, Path hidden) {
        Order sent = order;
        Set<String> types = source.types();
        JavaRDD<Tuple2<String, String>> kept = lines.mapToPair(line -> new Tuple2<>(Workers.owner(line), line))
                .groupByKey()
                .mapPartitions(Workers.deidentify(sent))
                .filter(line -> types.isEmpty() || types.contains(line._1()));
        spark.createDataset(kept.rdd(), Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
                .toDF("type", "value")
                .write()
                .partitionBy("type")
                .text(hidden.toString());
    }

    private List<String> leaks(JavaRDD<String> lines, Path hidden) {
        if (order.policy().equals("identified")) {
            return List.of();
        }
        JavaRDD<String> output = spark.read().textFile(hidden + "/*/*").toJavaRDD();
        Iterator<String> people = lines.filter(
                        line -> PEOPLE.contains(PatientRegister.type(line.getBytes(StandardCharsets.UTF_8))))
                .toLocalIterator();
        List<String> leaks = new ArrayList<>();
        while (people.hasNext() && leaks.isEmpty()) {
            List<String> some = new ArrayList<>();
            while (people.hasNext() && some.size() < SOUGHT_AT_ONCE) {
                some.add(people.next());
            }
            leaks.addAll(output.mapPartitions(Workers.leaks(order, some)).take(100));
        }
        return leaks;
    }

    private void release(FileSystem files, Path folder) throws IOException {
        String type = folder.getName().substring("type=".length());
        if (format == Format.PARQUET) {
            spark.read().json(folder.toString()).write().parquet(out + "/" + type + ".parquet");
            say.printf("%s.parquet%n", type);
            return;
        }
        int number = 0;
        for (FileStatus part : files.listStatus(folder)) {
            Path to = new Path(out, "%s.%d.ndjson".formatted(type, ++number));
            if (!files.rename(part.getPath(), to)) {
                throw new IOException("a file could not be moved to its place");
            }
        }
        say.printf(Locale.ROOT, "%s: %d files%n", type, number);
    }
}
