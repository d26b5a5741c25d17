package org.consentry.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The job in a process of its own, as spark-submit starts it.
 *
 * @param master as Spark names it; {@code local-cluster[2,1,1024]} are two worker processes
 * @param folder where it works
 */
record SparkProcess(String master, Path folder) {
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

    /** How it ended, and what it said. */
    record Ended(int code, String said) {}

    Ended run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx768m"));
        command.addAll(OPENS);
        command.addAll(List.of(
                "-Dspark.master=" + master,
                "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.default.parallelism=4",
                "-Dspark.sql.shuffle.partitions=4",
                "-Dspark.executor.extraJavaOptions=" + String.join(" ", OPENS),
                "-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"),
                "-cp",
                System.getProperty("java.class.path"),
                DeidentifyJob.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // What a worker process looks for of an installed Spark; its classes come by the class path.
        Files.createDirectories(folder.resolve("home/jars"));
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.directory(folder.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
