package org.consentry.gateway.web.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTests {
    @ParameterizedTest(name = "Range {0}, If-Range {1}, {2} of 1000 sent -> {3}")
    @CsvSource(
            nullValues = "none",
            value = {
                "none,           none,      0,   whole",
                "bytes=500-,     none,      600, 500-999",
                "bytes=601-,     none,      600, unsatisfiable",
                "bytes=500-,     none,      0,   unsatisfiable",
                "bytes=0-,       none,      600, whole",
                "bytes=0-99,     none,      0,   0-99",
                "bytes=500-,     '\"other\"', 600, whole",
                "bytes=500-,     W/\"e\",   600, whole",
                "bytes=0-,       '\"e\"',   600, whole",
                "bytes=0-999,    '\"e\"',   0,   whole",
                "'bytes=0-1,5-6', '\"e\"',  600, whole",
                "bytes=-5,       '\"e\"',   600, unsatisfiable",
                "bytes=-5,       none,      1000, 995-999",
                "bytes=-5,       none,      0,   unsatisfiable",
                "bytes=-0,       none,      1000, unsatisfiable",
                "bytes=-2000,    none,      0,   whole",
                "items=0-5,      '\"e\"',   600, whole",
                "bytes=99999999999999999999-, '\"e\"', 600, whole",
                "bytes=500-,     '\"e\"',   600, 500-999",
                "bytes=600-,     '\"e\"',   600, 600-999",
                "bytes=0-99,     '\"e\"',   0,   0-99",
                "bytes=600-5000, '\"e\"',   600, 600-999",
                "bytes=601-,     '\"e\"',   600, unsatisfiable",
                "bytes=1000-,    '\"e\"',   1000, unsatisfiable",
                "bytes=50-20,    '\"e\"',   600, unsatisfiable"
            })
    void followsTheTable(@Nullable String range, @Nullable String ifRange, long sent, String expected) {
        String found =
                switch (ByteRange.of(range, ifRange, "e", sent, 1000)) {
                    case ByteRange.Whole whole -> "whole";
                    case ByteRange.Unsatisfiable none -> "unsatisfiable";
                    case ByteRange.Part part -> part.first() + "-" + part.last();
                };

        assertThat(found).isEqualTo(expected);
    }
}
