package org.consentry.mappers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What no conversion may have: an error of the validator, a dangling reference, another answer to the same question. */
public final class BundleProblems {

    private BundleProblems() {}

    /**
     * The problems of one conversion, each behind a name.
     *
     * @param again makes the same conversion once more
     */
    public static List<String> of(String name, Conversion.Converted done, Supplier<Conversion> again) {
        String json = FhirJson.write(done.transactionBundle());
        List<String> problems = new ArrayList<>();
        if (!(again.get() instanceof Conversion.Converted second)
                || !json.equals(FhirJson.write(second.transactionBundle()))) {
            problems.add(name + ": differs on a second run");
        }
        BundleReferences.dangling(done.transactionBundle())
                .forEach(reference -> problems.add(name + ": dangling " + reference));
        R4Validator.errors(json).forEach(error -> problems.add(name + ": " + error));
        return problems;
    }
}
