package org.consentry.mappers.ccda;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.SharedData;

/** The public sample documents beside the repository. */
final class SharedDocuments {

    private static final List<String> FOLDERS = List.of("ccda-examples", "fhir-converter/ccda", "synthea/dev-wy/ccda");

    private SharedDocuments() {}

    /** Every document and piece of one, by its path; empty if there are none. */
    static Map<String, byte[]> all() throws IOException {
        return SharedData.files(
                FOLDERS,
                file -> file.toString().endsWith(".xml") || file.toString().endsWith(".ccda"));
    }
}
