package org.consentry.acceptance;

import java.util.Base64;

/** Made-up messages of a patient who is not in the seed. */
final class Hl7 {
    private static final String HEADER = "MSH|^~\\&|APP|ST-MARYS|CONSENTRY|NETWORK|%s||%s|%s|P|2.5.1\r";

    private Hl7() {}

    static String patient(String number, String family, String given) {
        return "PID|1||%s^^^ST-MARYS^MR||%s^%s||19440607|F|||9 Elm Street^^Dover^DE^19901^USA||^PRN^PH^^1^302^5550110\r"
                .formatted(number, family, given);
    }

    static String registered(String control, String number, String family, String given) {
        return HEADER.formatted("20260401080000+0000", "ADT^A04^ADT_A01", control)
                + "EVN|A04|20260401080000+0000\r"
                + patient(number, family, given)
                + "PV1|1|O|CLINIC||||||||||||||||V-%s^^^ST-MARYS^VN\r".formatted(number);
    }

    static String glucose(String control, String number, String value) {
        return HEADER.formatted("20260402080000+0000", "ORU^R01^ORU_R01", control)
                + patient(number, "Grove", "Greta")
                + "OBR|1|P-%s|F-%s|2345-7^Glucose^LN|||20260402070000+0000||||||||||||||||||F\r"
                        .formatted(control, control)
                + "OBX|1|NM|2345-7^Glucose^LN||%s|mg/dL|70-99||||F|||20260402070000+0000\r".formatted(value);
    }

    static String letter(String control, String number, byte[] pdf) {
        return HEADER.formatted("20260403080000+0000", "MDM^T02^MDM_T02", control)
                + "EVN|T02|20260403080000+0000\r"
                + patient(number, "Grove", "Greta")
                + "PV1|1|O\r"
                + "TXA|1|DS^Discharge summary|AP|20260403075500+0000||||||||DOC-%s|||||LA\r".formatted(control)
                + "OBX|1|ED|18842-5^Discharge summary^LN||^application^pdf^Base64^"
                + Base64.getEncoder().encodeToString(pdf)
                + "||||||F\r";
    }
}
