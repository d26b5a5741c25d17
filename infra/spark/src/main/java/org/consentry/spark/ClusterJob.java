package org.consentry.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;
import scala.Tuple3;

/*
 * Records go through the cluster in three steps: every record is de-identified by the one worker that has it, and written under a
 * name that nobody takes for an export; the people of the input, some thousands at a time, are looked for in all of it; only then
 * it is moved to where it was asked for, or written there as Parquet. The input is read once: what the search needs of it, the
 * people, stays with the workers that met them.
 *
 * The driver holds none of it. It tells the workers what to do and hands the people on, packed; all that grows with the data,
 * the moving too, is done by them.
 *
 * A worker that dies is replaced by Spark, which does its part again: the same line under the same key gives the same
 * bytes. A driver that dies leaves the hidden folder, which the next run of the same order removes.
 */
final class ClusterJob {
    private static final String HIDDEN = "_deidentifying";

    /** People for each gigabyte that a worker has: as many as one node's exports seek at once with half of that. */
    private static final int SOUGHT_AT_ONCE = 5_000;

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final SerializableConfiguration configuration;
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
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.configuration = new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
        this.source = source;
        this.out = out;
        this.order = order;
        this.format = format;
        this.say = say;
    }

    /** Whether the output was released. */
    boolean run() throws IOException {
        FileSystem files = new Path(out).getFileSystem(configuration.value());
        Path hidden = new Path(out, HIDDEN);
        if (files.exists(new Path(out)) && isUsed(files)) {
            throw new IOException("the output folder must be empty or not be there");
        }
        files.delete(hidden, true);
        try {
            return run(files, hidden);
        } finally {
            files.delete(hidden, true);
        }
    }

    private boolean run(FileSystem files, Path hidden) throws IOException {
        Making making = new Making(order, hidden.toString(), configuration);
        JavaRDD<Tuple3<String, HashMap<String, Long>, ArrayList<byte[]>>> made =
                source.lots(spark).mapPartitions(making::make).persist(StorageLevel.DISK_ONLY());
        List<Tuple2<String, Map<String, Long>>> parts = made.map(
                        part -> new Tuple2<String, Map<String, Long>>(part._1(), part._2()))
                .collect();
        List<String> leaks = leaks(made.flatMap(part -> part._3().iterator()), parts);
        leaks.forEach(leak -> say.printf("LEAK %s%n", leak));
        Map<String, Long> counts = new TreeMap<>();
        if (leaks.isEmpty()) {
            parts.forEach(part -> part._2().forEach((type, count) -> counts.merge(type, count, Long::sum)));
        }
        Manifest manifest = new Manifest(order, source.transactionTime(), counts);
        source.ended(leaks.isEmpty(), manifest.resources());
        if (!leaks.isEmpty()) {
            return false;
        }
        for (String type : counts.keySet()) {
            release(
                    type,
                    parts.stream()
                            .filter(part -> part._2().containsKey(type))
                            .map(part -> part._1() + "/" + type)
                            .toList());
        }
        try (OutputStream to = files.create(new Path(out, "manifest.json"))) {
            to.write(manifest.json().getBytes(StandardCharsets.UTF_8));
        }
        return true;
    }

    private boolean isUsed(FileSystem files) throws IOException {
        for (FileStatus file : files.listStatus(new Path(out))) {
            if (!file.getPath().getName().equals(HIDDEN)) {
                return true;
            }
        }
        return false;
    }

    private List<String> leaks(JavaRDD<byte[]> people, List<Tuple2<String, Map<String, Long>>> parts) {
        List<String> folders = parts.stream()
                .filter(part -> !part._2().isEmpty())
                .map(Tuple2::_1)
                .toList();
        List<String> leaks = new ArrayList<>();
        int most = SOUGHT_AT_ONCE * Math.max(1, spark.sparkContext().executorMemory() / 1024);
        Iterator<byte[]> packs = people.toLocalIterator();
        while (packs.hasNext() && leaks.isEmpty() && !folders.isEmpty()) {
            ArrayList<byte[]> some = new ArrayList<>();
            for (int held = 0; packs.hasNext() && held < most; ) {
                byte[] pack = packs.next();
                some.add(pack);
                held += ByteBuffer.wrap(pack).getInt();
            }
            Broadcast<ArrayList<byte[]>> sought = context.broadcast(some);
            Seeking seeking = new Seeking(order.policy(), sought, configuration);
            leaks.addAll(context.parallelize(folders, folders.size())
                    .flatMap(seeking::leaks)
                    .collect());
            sought.destroy();
        }
        return leaks;
    }

    /** An object store copies what is moved: that is the workers' too. */
    private void release(String type, List<String> parts) {
        if (format == Format.PARQUET) {
            spark.read().json(parts.toArray(String[]::new)).write().parquet(out + "/" + type + ".parquet");
            say.printf("%s.parquet%n", type);
            return;
        }
        List<Tuple2<String, String>> moves = new ArrayList<>();
        for (String part : parts) {
            moves.add(new Tuple2<>(part, "%s/%s.%d.ndjson".formatted(out, type, moves.size() + 1)));
        }
        SerializableConfiguration here = configuration;
        context.parallelize(moves, moves.size()).foreach(move -> {
            Path from = new Path(move._1());
            FileSystem files = from.getFileSystem(here.value());
            Path to = new Path(move._2());
            // A task that is done again finds its file moved.
            if (!files.rename(from, to) && !files.exists(to)) {
                throw new IOException("a file could not be moved to its place");
            }
        });
        say.printf(Locale.ROOT, "%s: %d files%n", type, moves.size());
    }
}
