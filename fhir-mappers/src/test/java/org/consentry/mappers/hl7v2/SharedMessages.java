package org.consentry.mappers.hl7v2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public sample messages beside the repository, where they are: file or case name to bytes. */
final class SharedMessages {

    private static final List<String> FOLDERS =
            List.of("fhir-converter/hl7v2", "lfh-v2", "reportstream-v2/mappinginventory", "v2-to-fhir");

    private SharedMessages() {}

    static Path root() {
        return Path.of(System.getProperty("consentry.root")).resolve("../shared/data");
    }

    static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        for (String folder : FOLDERS) {
            Path path = root().resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    for (Path file :
                            files.filter(SharedMessages::isMessage).sorted().toList()) {
                        messages.put(path.relativize(file).toString(), Files.readAllBytes(file));
                    }
                }
            }
        }
        Path cases = root().resolve("lfh-v2/cases.json");
        if (Files.exists(cases)) {
            for (JsonNode node : JsonMapper.builder().build().readTree(Files.readString(cases))) {
                messages.put(
                        "lfh:" + node.path("test").asString(),
                        node.path("message").asString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return messages;
    }

    private static boolean isMessage(Path file) {
        String name = file.toString();
        return name.endsWith(".hl7") || (name.contains("samples/messages") && Files.isRegularFile(file));
    }
}
