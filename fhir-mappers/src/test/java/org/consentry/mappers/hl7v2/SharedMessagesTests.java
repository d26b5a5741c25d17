package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.api.Test;

/** Every public sample message beside the repository; says so in one line where they are not there. */
class SharedMessagesTests {

    private static final ConversionContext CONTEXT = new ConversionContext("hospital-a", ZoneOffset.UTC);
    private final Hl7v2Mapper mapper = new Hl7v2Mapper();

    @Test
    void convertsEveryMessageToAValidBundleTwiceTheSame() throws Exception {
        Map<String, byte[]> messages = SharedMessages.all();
        if (messages.isEmpty()) {
            System.out.println("SharedMessagesTests did not run: there is no ../shared/data");
            return;
        }
        List<String> problems = new ArrayList<>();
        Map<Fate, Integer> fates = new TreeMap<>();
        Map<String, Integer> preserved = new TreeMap<>();
        int converted = 0;
        for (Map.Entry<String, byte[]> message : messages.entrySet()) {
            for (Hl7v2Frame frame : mapper.frames(message.getValue())) {
                Conversion conversion = mapper.convert(frame.bytes(), CONTEXT);
                if (conversion instanceof Conversion.Converted done) {
                    converted++;
                    problems.addAll(problems(message.getKey(), frame, done));
                } else {
                    problems.add(message.getKey() + ": rejected, "
                            + conversion.report().issues());
                }
                conversion.report().totals().forEach((fate, count) -> fates.merge(fate, count, Integer::sum));
                conversion.report().fields().stream()
                        .filter(field -> field.fate() == Fate.PRESERVED || field.fate() == Fate.FAILED)
                        .forEach(field ->
                                preserved.merge(field.fate() + " " + field.path(), field.count(), Integer::sum));
            }
        }
        System.out.println(
                "Shared messages: " + converted + " converted of " + messages.size() + " files, fields " + fates);
        if (Boolean.getBoolean("consentry.verbose")) {
            System.out.println(preserved);
            problems.forEach(System.out::println);
        }
        assertThat(problems).isEmpty();
    }

    private List<String> problems(String name, Hl7v2Frame frame, Conversion.Converted done) {
        String json = FhirJson.write(done.transactionBundle());
        List<String> problems = new ArrayList<>();
        if (mapper.convert(frame.bytes(), CONTEXT) instanceof Conversion.Converted again
                && !json.equals(FhirJson.write(again.transactionBundle()))) {
            problems.add(name + ": differs on a second run");
        }
        BundleReferences.dangling(done.transactionBundle())
                .forEach(reference -> problems.add(name + ": dangling " + reference));
        R4Validator.errors(json).forEach(error -> problems.add(name + ": " + error));
        return problems;
    }
}
