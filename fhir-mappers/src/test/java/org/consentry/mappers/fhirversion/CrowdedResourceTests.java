package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Resources with very many of one thing. What is made of them grows as they do, and so does the time; the time-out is far
 * beyond what a slow machine needs, and below what the square takes.
 */
class CrowdedResourceTests {

    private static final int MANY = 10_000;

    /** What there are many of. */
    private record Crowd(String name, String around, IntFunction<String> one) {
        @Override
        public String toString() {
            return name;
        }

        byte[] json() {
            String many = IntStream.range(0, MANY).mapToObj(one).collect(Collectors.joining(","));
            return ("{" + around.formatted(many) + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        }
    }

    static Stream<Crowd> crowds() {
        return Stream.of(
                new Crowd(
                        "identifiers",
                        "'resourceType':'Patient','identifier':[%s]",
                        i -> "{'system':'urn:x','value':'v" + i + "'}"),
                new Crowd(
                        "extensions",
                        "'resourceType':'Patient','extension':[%s]",
                        i -> "{'url':'urn:x','valueString':'v" + i + "'}"),
                new Crowd(
                        "nameless extensions",
                        "'resourceType':'Patient','extension':[%s]",
                        i -> "{'valueString':'v" + i + "'}"),
                new Crowd(
                        "contained",
                        "'resourceType':'Observation','status':'final','code':{'text':'x'},'contained':[%s]",
                        i -> "{'resourceType':'Patient','id':'p" + i + "'}"),
                new Crowd("unknown elements", "'resourceType':'Patient',%s", i -> "'unknown" + i + "':'v" + i + "'"),
                new Crowd(
                        "unknown values",
                        "'resourceType':'Patient','unknown':[%s]",
                        i -> "{'a':'" + i + "','b':[" + i + "]}"),
                new Crowd("blanks", "'resourceType':'Patient','unknown':[%s]", i -> "' '"),
                new Crowd(
                        "lost systems",
                        "'resourceType':'Observation','status':'final','code':{'coding':[%s]}",
                        i -> "{'system':'http://loinc.org/" + i + "','display':'d'}"),
                new Crowd(
                        "items",
                        "'resourceType':'Claim','item':[%s]",
                        i -> "{'sequence':" + i + ",'type':{'code':'t" + i + "'},'detail':[{'net':{'value':" + i
                                + ",'code':'USD','system':'urn:iso:std:iso:4217'}}]}"),
                new Crowd(
                        "entries",
                        "'resourceType':'Bundle','entry':[%s]",
                        i -> "{'fullUrl':'urn:uuid:" + i + "','resource':{'resourceType':'Patient','id':'" + i
                                + "','link':[{'other':{'reference':'urn:uuid:" + (i + 1) + "'}}]}}"),
                new Crowd(
                        "twins",
                        "'resourceType':'Bundle','entry':[%s]",
                        i -> "{'resource':{'resourceType':'Patient','id':'1','gender':'male','birthDate':'19"
                                + (10 + i % 90) + "'}}"),
                new Crowd(
                        "dangling",
                        "'resourceType':'List','entry':[%s]",
                        i -> "{'item':{'reference':'#n" + i + "','display':'d" + i + "'}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("crowds")
    @Timeout(60)
    void growsNoFasterThanTheResource(Crowd crowd) {
        byte[] json = crowd.json();

        for (FhirVersion version : FhirVersion.values()) {
            Conversion conversion =
                    new FhirVersionMapper().convert(json, version, new ConversionContext("crowded", ZoneOffset.UTC));
            FhirJson.write(conversion.report().toOperationOutcome());
            String made = FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
            // A value of one character that R4 has no place for becomes an extension with its name.
            assertThat(made.length()).isLessThan(60 * json.length + 100_000);
        }
    }
}
