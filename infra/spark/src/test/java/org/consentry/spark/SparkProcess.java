package org.consentry.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The job in a process of its own, as spark-submit starts it.
 *
 * @param master as Spark names it; {@code local-cluster[2,1,1024]} are two worker processes
 * @param folder where it works
 * @param cores how the workers' processors are given to them
 * @param parts into how many parts the work is cut
 */
record SparkProcess(String master, Path folder, Cores cores, int parts) {
    private static final int FEW_PARTS = 4;
    private static final List<String> OPENS = Stream.of(
                    "java.lang",
                    "java.lang.invoke",
                    "java.nio",
                    "sun.nio.ch",
                    "java.util",
                    "java.util.concurrent",
                    "java.net")
            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
            .toList();

    /** Which processors a worker may use. */
    enum Cores {
        /** All there are. */
        ALL,
        /** One, its own, as an executor of one core has on a cluster; its compiler and its collector run there too. */
        ONE_EACH
    }

    /**
     * How it ended, and what it said.
     *
     * @param driver processor time of the driver
     * @param workers processor time of all others
     */
    record Ended(int code, String said, Duration driver, Duration workers) {}

    SparkProcess(String master, Path folder) {
        this(master, folder, Cores.ALL, FEW_PARTS);
    }

    Ended run(List<String> arguments) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx768m"));
        command.addAll(OPENS);
        command.addAll(List.of(
                "-Dspark.master=" + master,
                "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.default.parallelism=" + parts,
                "-Dspark.sql.shuffle.partitions=" + parts,
                "-Dspark.local.dir=" + folder,
                "-Dspark.executor.extraJavaOptions=" + String.join(" ", OPENS)
                        + (cores == Cores.ONE_EACH ? " -XX:ActiveProcessorCount=1" : ""),
                "-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"),
                "-cp",
                System.getProperty("java.class.path"),
                DeidentifyJob.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "said", ".log").toFile());
        // What a worker process looks for of an installed Spark; its classes come by the class path.
        Files.createDirectories(folder.resolve("home/jars"));
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment()
                .put(
                        "JAVA_HOME",
                        cores == Cores.ALL
                                ? System.getProperty("java.home")
                                : bound(java).toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.directory(folder.toFile()).start();
        Map<Long, Duration> times = watched(process);
        Duration driver = times.getOrDefault(process.pid(), Duration.ZERO);
        Duration all = times.values().stream().reduce(Duration.ZERO, Duration::plus);
        String said = Files.readString(builder.redirectOutput().file().toPath(), StandardCharsets.UTF_8);
        return new Ended(process.exitValue(), said, driver, all.minus(driver));
    }

    /** Looks now and then what the processes have used, because nobody knows it of one that has ended. */
    private static Map<Long, Duration> watched(Process process) throws InterruptedException {
        Map<Long, Duration> times = new ConcurrentHashMap<>();
        do {
            Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .forEach(each -> each.info().totalCpuDuration().ifPresent(used -> times.put(each.pid(), used)));
        } while (!process.waitFor(100, java.util.concurrent.TimeUnit.MILLISECONDS));
        return times;
    }

    /** A Java home whose java binds worker 0 to the first processor, worker 1 to the second. */
    private Path bound(Path java) throws IOException {
        Path home = folder.resolve("bound");
        Path script = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(script, """
                #!/bin/sh
                core=0
                before=
                for each in "$@"; do
                  [ "$before" = --executor-id ] && core=$each
                  before=$each
                done
                exec taskset -c "$core" "%s" "$@"
                """.formatted(java));
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("the script cannot be made executable");
        }
        return home;
    }
}
