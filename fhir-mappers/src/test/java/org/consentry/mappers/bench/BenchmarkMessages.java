package org.consentry.mappers.bench;

/** Made-up laboratory messages of two usual sizes. */
public final class BenchmarkMessages {

    private static final String HEADER = """
            MSH|^~\\&|LAB^2.16.840.1.113883.19.1^ISO|NORTH^2.16.840.1.113883.19.2^ISO|GW|CONSENTRY|20260102030405+0000||ORU^R01^ORU_R01|MSG00001|P|2.5.1|||AL|NE
            PID|1||4711^^^NORTH&2.16.840.1.113883.19.2&ISO^MR||Testperson^Jane^Q^^^^L||19800229|F||2106-3^White^CDCREC|1 Example Road^^Springfield^MA^01101^USA^H||^PRN^PH^^1^555^5550100|||M^Married^HL70002
            PV1|1|O|CLINIC^101^1^NORTH||||1234567893^Who^Doctor^A^^^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI|||||||||||V100^^^NORTH&2.16.840.1.113883.19.2&ISO^VN|||||||||||||||||||||||||20260102020000+0000
            """;

    private BenchmarkMessages() {}

    /** About 1.5 kB: one order, four results. */
    public static String oru() {
        return message("58410-2^CBC panel^LN", 4);
    }

    /** About 10 kB: a complete blood count with comments. */
    public static String cbc() {
        StringBuilder message = new StringBuilder(message("58410-2^CBC panel^LN", 42));
        for (int i = 1; i <= 20; i++) {
            message.append("NTE|")
                    .append(i)
                    .append("|L|This comment is as long as comments of a laboratory usually are.\r");
        }
        return message.toString();
    }

    private static String message(String panel, int results) {
        StringBuilder message = new StringBuilder(HEADER.replace('\n', '\r'));
        message.append(
                "ORC|RE|P100^EHR|F100^LAB||CM||||20260102030000+0000|||1234567893^Who^Doctor^A^^^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI\r");
        message.append("OBR|1|P100^EHR|F100^LAB|")
                .append(panel)
                .append(
                        "|||20260102023000+0000|||||||||1234567893^Who^Doctor^A^^^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI||||||20260102030000+0000||HM|F\r");
        for (int i = 1; i <= results; i++) {
            message.append("OBX|")
                    .append(i)
                    .append("|NM|")
                    .append(700 + i)
                    .append("-")
                    .append(i % 10)
                    .append("^Component of blood number ")
                    .append(i)
                    .append("^LN^L")
                    .append(i)
                    .append("^Local name^L||")
                    .append(i)
                    .append(".")
                    .append(i % 7)
                    .append("|10*3/uL^thousand per microliter^UCUM|3.5-10.5|")
                    .append(i % 3 == 0 ? "H" : "N")
                    .append("|||F|||20260102023000+0000|||77^Tech^Lab^^^^^^NORTH\r");
        }
        return message.toString();
    }
}
