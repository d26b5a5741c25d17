package org.consentry.mappers.hl7v2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.SharedData;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public sample messages beside the repository, where they are: file or case name to bytes. */
final class SharedMessages {

    private static final List<String> FOLDERS =
            List.of("fhir-converter/hl7v2", "lfh-v2", "reportstream-v2/mappinginventory", "v2-to-fhir");

    private SharedMessages() {}

    static Path root() {
        return SharedData.root();
    }

    static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> messages = SharedData.files(
                FOLDERS,
                file -> file.toString().endsWith(".hl7") || file.toString().contains("samples/messages"));
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
}
