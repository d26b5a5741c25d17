package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Resources with very many of one thing. What is made of them grows as they do, and so does the time; the time-out is far
 * beyond what a slow machine needs, and below what the square takes.
 */
class CrowdedResourceTests {

    private static final int MANY = 10_000;

    /** What there are many of. */
    private enum Crowd {
        IDENTIFIERS("'resourceType':'Patient','identifier':[%s]", i -> "{'system':'urn:x','value':'v" + i + "'}"),
        EXTENSIONS("'resourceType':'Patient','extension':[%s]", i -> "{'url':'urn:x','valueString':'v" + i + "'}"),
        NAMELESS_EXTENSIONS("'resourceType':'Patient','extension':[%s]", i -> "{'valueString':'v" + i + "'}"),
        CONTAINED(
                "'resourceType':'Observation','status':'final','code':{'text':'x'},'contained':[%s]",
                i -> "{'resourceType':'Patient','id':'p" + i + "'}"),
        UNKNOWN_ELEMENTS("'resourceType':'Patient',%s", i -> "'unknown" + i + "':'v" + i + "'"),
        UNKNOWN_VALUES("'resourceType':'Patient','unknown':[%s]", i -> "{'a':'" + i + "','b':[" + i + "]}"),
        BLANKS("'resourceType':'Patient','unknown':[%s]", i -> "' '"),
        LOST_SYSTEMS(
                "'resourceType':'Observation','status':'final','code':{'coding':[%s]}",
                i -> "{'system':'http://loinc.org/" + i + "','display':'d'}"),
        ITEMS(
                "'resourceType':'Claim','item':[%s]",
                i -> "{'sequence':" + i + ",'type':{'code':'t" + i + "'},'detail':[{'net':{'value':" + i
                        + ",'code':'USD','system':'urn:iso:std:iso:4217'}}]}"),
        ENTRIES(
                "'resourceType':'Bundle','entry':[%s]",
                i -> "{'fullUrl':'urn:uuid:" + i + "','resource':{'resourceType':'Patient','id':'" + i
                        + "','link':[{'other':{'reference':'urn:uuid:" + (i + 1) + "'}}]}}"),
        TWINS(
                "'resourceType':'Bundle','entry':[%s]",
                i -> "{'resource':{'resourceType':'Patient','id':'1','gender':'male','birthDate':'19" + (10 + i % 90)
                        + "'}}"),
        DANGLING(
                "'resourceType':'List','entry':[%s]",
                i -> "{'item':{'reference':'#n" + i + "','display':'d" + i + "'}}");

        private final String around;
        private final IntFunction<String> one;

        Crowd(String around, IntFunction<String> one) {
            this.around = around;
            this.one = one;
        }

        byte[] json() {
            String many = IntStream.range(0, MANY).mapToObj(one).collect(Collectors.joining(","));
            return ("{" + around.formatted(many) + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void growsNoFasterThanTheResource(Crowd crowd) {
        byte[] json = crowd.json();

        for (FhirVersion version : FhirVersion.values()) {
            Conversion conversion =
                    new FhirVersionMapper().convert(json, version, new ConversionContext("crowded", ZoneOffset.UTC));
            FhirJson.write(conversion.report().toOperationOutcome());
            String made = FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
            assertThat(made.length()).isLessThan(10 * json.length + 1_000_000);
        }
    }
}
