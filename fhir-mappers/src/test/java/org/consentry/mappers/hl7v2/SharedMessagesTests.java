package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
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
                    problems.addAll(
                            BundleProblems.of(message.getKey(), done, () -> mapper.convert(frame.bytes(), CONTEXT)));
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
}
