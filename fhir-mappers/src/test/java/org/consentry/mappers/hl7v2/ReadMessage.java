package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/** A message's resources, read as somebody who treats the patient would; all that every bundle must be is asked first. */
record ReadMessage(Bundle bundle) {

    static final String PID = "PID|1||7^^^N^MR||Doe^Jane||19800101|F\r";

    static final String PV1 = "PV1|1|I|W^1^A|||||||||||||||||V1^^^N^VN" + "|".repeat(25) + "20260101";

    /** A message of a kind, with the segments after its header. */
    static ReadMessage of(String type, String segments) {
        byte[] bytes =
                ("MSH|^~\\&|A|B|C|D|20260102||" + type + "|1|P|2.5.1\r" + segments).getBytes(StandardCharsets.UTF_8);
        Hl7v2Mapper mapper = new Hl7v2Mapper();
        ConversionContext context = new ConversionContext("read", ZoneOffset.UTC);
        Conversion.Converted done = (Conversion.Converted) mapper.convert(bytes, context);
        assertThat(BundleProblems.of("", done, () -> mapper.convert(bytes, context)))
                .isEmpty();
        return new ReadMessage(done.transactionBundle());
    }

    <R extends Resource> R only(Class<R> type) {
        return all(type).get(0);
    }

    <R extends Resource> List<R> all(Class<R> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Whether the message tells a resource whole, or only names it. */
    String telling(Resource resource) {
        return bundle.getEntry().stream()
                .filter(entry -> entry.getResource() == resource)
                .map(entry ->
                        entry.getExtensionByUrl(Entries.TELLING).getValue().primitiveValue())
                .findFirst()
                .orElseThrow();
    }
}
