package org.consentry.mappers.deidentify;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** How this package reads JSON: bounded in depth, in numbers and in strings. */
final class Json {
    private static final int DEPTH = 200;
    private static final int DIGITS = 400;
    private static final int CHARACTERS = 200_000_000;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(DIGITS)
                            .maxStringLength(CHARACTERS)
                            .build())
                    .build())
            .build();

    private Json() {}
}
