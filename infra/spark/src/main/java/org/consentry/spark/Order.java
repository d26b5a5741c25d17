package org.consentry.spark;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.HexFormat;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Policy;
import org.consentry.mappers.deidentify.ProjectKey;

/**
 * What every worker must know.
 *
 * @param policy name of the policy
 * @param key the project's key in hexadecimal digits
 * @param asOf the day of the export, against which ages are counted
 */
record Order(String policy, String key, LocalDate asOf) implements Serializable {
    private static final long serialVersionUID = 1L;

    Order {
        Policy.named(policy);
        ProjectKey.of(HexFormat.of().parseHex(key));
    }

    Deidentifier deidentifier() {
        return Deidentifier.of(
                Policy.named(policy), ProjectKey.of(HexFormat.of().parseHex(key)), asOf);
    }

    @Override
    public String toString() {
        return "Order[" + policy + "]";
    }
}
