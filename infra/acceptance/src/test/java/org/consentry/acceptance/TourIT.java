package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's five-minute tour, run as it stands in one shell, against this run's exchange. */
class TourIT {
    private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

    @Test
    void runsAsItIsWritten() throws Exception {
        Path root = Path.of(System.getProperty("consentry.root"));
        String readme = Files.readString(root.resolve("README.md"));
        int start = readme.indexOf("## A tour");
        String tour = readme.substring(start, readme.indexOf("\n## ", start + 1));
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        Matcher blocks = BLOCK.matcher(tour);
        while (blocks.find()) {
            script.append(blocks.group(1));
        }
        String here = script.toString()
                .replace(
                        "stack=infra/local/target/local-stack.json",
                        "stack=" + RunningExchange.shared().report());

        Process shell = new ProcessBuilder("bash", "-c", here)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(shell.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(shell.exitValue()).as(output).isZero();
        assertThat(output).contains("accepted");
    }
}
