package org.consentry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes made bundles into a folder. */
@Command(name = "generate", description = "Writes made bundles as files.", mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private final Source source = new Source();

    @Parameters(paramLabel = "DIR")
    private Path folder = Path.of(".");

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        write("practitioners-and-hospitals", source.before());
        write("patient", source.bundles());
        return 0;
    }

    private void write(String name, List<Source.Counted> bundles) throws IOException {
        for (int i = 0; i < bundles.size(); i++) {
            Files.write(
                    folder.resolve("%s-%06d.json".formatted(name, i)),
                    bundles.get(i).json());
        }
    }
}
