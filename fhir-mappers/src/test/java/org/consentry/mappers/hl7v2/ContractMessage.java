package org.consentry.mappers.hl7v2;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message with one field of one segment valued, standing where HL7's table for it expects the segment. */
final class ContractMessage {

    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("CX", "123^^^NORTH^MR"),
            Map.entry("XPN", "Doe^Jane"),
            Map.entry("XCN", "77^Who^Doctor^^^^^^NORTH"),
            Map.entry("XON", "Clinic^L^^^^NORTH^XX^^^C1"),
            Map.entry("XAD", "1 Road^^Town^MA^01234^USA^H"),
            Map.entry("XTN", "^PRN^PH^^1^555^1234567"),
            Map.entry("DTM", "20260102030405+0000"),
            Map.entry("DT", "20260102"),
            Map.entry("DR", "20260102^20260103"),
            Map.entry("EI", "E1^NORTH"),
            Map.entry("EIP", "E1&NORTH^E2&NORTH"),
            Map.entry("PL", "Ward^1^2^NORTH"),
            Map.entry("HD", "NORTH^2.16.840.1.113883.19^ISO"),
            Map.entry("NM", "2"),
            Map.entry("SI", "1"),
            Map.entry("CQ", "2^mg&milligram&UCUM"),
            Map.entry("ED", "^application^pdf^Base64^JVBERi0xLjQK"),
            Map.entry("RPT", "Q6H"),
            Map.entry("TM", "1130"),
            Map.entry("CWE", "38341003^Something^SCT"),
            Map.entry("CNE", "38341003^Something^SCT"),
            Map.entry("NDL", "77&Who&Doctor^20260101"),
            Map.entry("TQ", "1^Q6H^^20260102^20260103"),
            Map.entry("DLD", "HOME^20260101"),
            Map.entry("DLN", "D123^MA^20300101"),
            Map.entry("FC", "SELF^20260101"),
            Map.entry("OG", "1^1"),
            Map.entry("MSG", "ORU^R01^ORU_R01"),
            Map.entry("PT", "P"),
            Map.entry("CP", "100&USD"),
            Map.entry("SPS", "BLD^^^LA"),
            Map.entry("MOC", "100&USD"),
            Map.entry("JCC", "1"),
            Map.entry("LA1", "Ward"),
            Map.entry("NR", "1^2"),
            Map.entry("VR", "1^2"),
            Map.entry("CE", "38341003^Something^SCT"),
            Map.entry("CF", "38341003^Something^SCT"),
            Map.entry("IS", "X1"),
            Map.entry("RP", "https://example.org/a.pdf^NORTH^application^pdf"));

    /** Fields of MSH without which there is no message. */
    private static final Set<Integer> NEEDED = Set.of(1, 2, 7, 9, 12);

    private static final Pattern TYPED = Pattern.compile("OBX-2 ?(?:=|EQUALS|IN \\() ?\"([A-Z]+)\"");

    /** Values of fields whose table allows few codes. */
    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry("PID-8", "F"),
            Map.entry("NK1-15", "F"),
            Map.entry("PID-16", "M"),
            Map.entry("PID-24", "Y"),
            Map.entry("PID-30", "Y"),
            Map.entry("AL1-2", "DA"),
            Map.entry("AL1-4", "SV"),
            Map.entry("IAM-2", "DA"),
            Map.entry("IAM-4", "SV"),
            Map.entry("OBR-5", "S"),
            Map.entry("OBR-24", "LAB"),
            Map.entry("OBR-25", "F"),
            Map.entry("OBR-11", "G"),
            Map.entry("OBX-2", "NM"),
            Map.entry("OBX-11", "F"),
            Map.entry("ORC-1", "NW"),
            Map.entry("ORC-5", "CM"),
            Map.entry("TXA-17", "AU"),
            Map.entry("TXA-19", "OB"),
            Map.entry("SPM-20", "Y"),
            Map.entry("RXA-20", "RE"),
            Map.entry("RXA-21", "D"),
            Map.entry("SCH-25", "Cancelled"),
            Map.entry("TQ1-9", "S"),
            Map.entry("PV1-2", "I"),
            Map.entry("DG1-21", "D"),
            Map.entry("DG1-6", "A"),
            Map.entry("SCH-10", "min"),
            Map.entry("MSH-12", "2.5.1"),
            Map.entry("PID-15", "en"),
            Map.entry("TXA-2", "DS"),
            Map.entry("MSA-1", "AA"),
            Map.entry("IN1-17", "SPO"),
            Map.entry("AIP-12", "Booked"),
            Map.entry("PRT-4", "PP"),
            Map.entry("PRT-2", "UP"),
            Map.entry("ROL-3", "PP"),
            Map.entry("AIS-10", "Cancelled"),
            Map.entry("OBX-29", "RSLT"),
            Map.entry("TXA-3", "PDF"),
            Map.entry("PV2-22", "Y"),
            Map.entry("TQ1-13", "2^h"),
            Map.entry("TQ1-6", "2^d"),
            Map.entry("OBR-6", "20260102"),
            Map.entry("IAM-17", "A"),
            Map.entry("IAM-14", "Doe^Jane"),
            Map.entry("RXO-4", "mg^^UCUM"),
            Map.entry("RXO-12", "mg^^UCUM"),
            Map.entry("RXO-19", "mg^^UCUM"),
            Map.entry("RXO-26", "mL^^UCUM"),
            Map.entry("RXA-7", "mg^^UCUM"),
            Map.entry("MSH-19", "en"));

    private ContractMessage() {}

    /** The message, with a value of the type and kind that the row's condition asks for. */
    static String with(String table, String field, String type, String condition) {
        String message = with(table, field, type);
        Matcher typed = TYPED.matcher(condition);
        boolean unit = field.equals("OBX-6");
        if (!field.startsWith("OBX-") || !(typed.find() || unit)) {
            return message;
        }
        // A unit is one of a number; where the row takes two types, of the one that is told more often.
        String kind = unit && !condition.contains("\"SN\"") ? "NM" : typed.group(1);
        String value = kind.equals("SN") ? structured(condition) : VALUES.getOrDefault(kind, "X1");
        String[] segments = message.split("\r");
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].startsWith("OBX|")) {
                String[] fields = segments[i].split("\\|", -1);
                fields[2] = kind;
                fields[5] = value;
                segments[i] = String.join("|", fields);
            }
        }
        return String.join("\r", segments) + "\r";
    }

    private static String structured(String condition) {
        if (condition.contains("5.1 EQUALS \"<>\"")) {
            return "<>^23";
        }
        Matcher separator =
                Pattern.compile("OBX-5.3 (?:EQUALS|IN \\() ?\"(.)\"").matcher(condition);
        return separator.find() ? "^1^" + separator.group(1) + "^2" : "^5";
    }

    static String with(String table, String field, String type) {
        return of(table, field, CODES.containsKey(field) ? CODES.get(field) : VALUES.getOrDefault(type, "X1"));
    }

    /** The message, with this value in the field. */
    static String of(String table, String field, String value) {
        String segment = field.substring(0, 3);
        int number = Integer.parseInt(field.substring(4));
        boolean about = table.contains("Immunization");
        String code =
                switch (segment) {
                    case "RXA" -> about ? "VXU^V04" : "RAS^O17";
                    case "RXR", "ORC" -> about ? "VXU^V04" : table.contains("Medication") ? "RDE^O11" : "ORU^R01";
                    case "RXO", "RXE" -> "RDE^O11";
                    case "TQ1" -> table.contains("Medication") ? "RDE^O11" : "OML^O21";
                    case "SCH", "AIS", "AIG", "AIL", "AIP" -> "SIU^S12";
                    case "TXA" -> "MDM^T02";
                    case "MRG" -> "ADT^A40";
                    case "MSA" -> "ACK^A01";
                    default -> "ORU^R01";
                };
        String header = "MSH|^~\\&|APP|NORTH|GW|CON|20260102030405+0000||" + code + "|C1|P|2.5.1";
        String before = before(table, segment, code);
        String line = segment.equals("MSH") ? merge(header, number, value) : segment(segment, number, value);
        return (segment.equals("MSH") ? line : header + "\r" + before + line) + "\r" + after(segment, table);
    }

    private static String before(String table, String segment, String code) {
        String pid = "PID|1||4711^^^NORTH^MR||Doe^Jane\r";
        String pv1 = "PV1|1|I|||||||||||||||||V1^^^NORTH\r";
        String obr = "ORC|RE|P1|F1\rOBR|1|P1|F1|718-7^Hemoglobin^LN\r";
        return switch (segment) {
            case "PID", "MSA", "EVN", "SFT" -> "";
            case "PV1", "PD1", "NK1", "MRG", "SCH" -> pid;
            case "OBX" -> pid + pv1 + (table.contains("Document") ? "TXA|1|DS\r" : obr);
            case "NTE", "PRT", "ROL" -> pid + context(table, pv1, obr);
            case "TQ1", "RXR" ->
                pid
                        + (table.contains("Immunization")
                                ? "RXA|0|1|20260101||115^Tdap^CVX\r"
                                : code.startsWith("RDE") ? "ORC|NW|P1\rRXO|1^Drug^L\r" : obr);
            case "AIS", "AIG", "AIL", "AIP" -> "SCH|A1\r" + pid;
            case "RXO" -> pid + "ORC|NW|P1\r";
            case "SPM" -> pid + obr;
            case "IN3" -> pid + "IN1|1|A^Plan|C1\r";
            case "PV2" -> pid + pv1;
            default -> pid + pv1;
        };
    }

    private static String context(String table, String pv1, String obr) {
        if (table.contains("Appointment")) {
            return "SCH|A1\r";
        }
        if (table.contains("Observation")) {
            return obr + "OBX|1|NM|718-7^Hemoglobin^LN||1\r";
        }
        if (table.contains("Document")) {
            return "TXA|1|DS\r";
        }
        return table.contains("Encounter") ? pv1 : table.contains("ServiceRequest") ? obr : "";
    }

    private static String after(String segment, String table) {
        return switch (segment) {
            case "ORC" ->
                table.contains("Immunization")
                        ? "RXA|0|1|20260101||115^Tdap^CVX\r"
                        : table.contains("MedicationAdministration")
                                ? "RXA|0|1|20260101||1^Drug^L\r"
                                : "OBR|1|||718-7^Hemoglobin^LN\r";
            case "PID", "EVN", "MSH", "SFT" ->
                "PID|1||4711^^^NORTH^MR||Doe^Jane\r".repeat(segment.equals("PID") ? 0 : 1);
            default -> "";
        };
    }

    private static String segment(String id, int number, String value) {
        String[] fields = new String[Math.max(number, 28) + 1];
        Arrays.fill(fields, "");
        fields[0] = id;
        fill(id, fields);
        fields[number] = value;
        return String.join("|", fields);
    }

    /** What a segment needs for one of its fields to mean something. */
    private static void fill(String id, String[] fields) {
        switch (id) {
            case "OBX" -> {
                fields[2] = "NM";
                fields[3] = "718-7^Hemoglobin^LN";
                fields[5] = "5";
                fields[23] = "Clinic^L^^^^NORTH^XX^^^C1";
            }
            case "NK1" -> fields[2] = "Doe^John";
            case "MSA" -> fields[2] = "C0";
            case "PV1" -> fields[3] = "Ward^1^2^NORTH";
            case "AL1", "IAM" -> {
                fields[3] = "70618^Penicillin^RXNORM";
                fields[5] = "rash";
            }
            case "MRG" -> fields[1] = "0815^^^NORTH^MR";
            case "RXO" -> {
                fields[1] = "1^Drug^L";
                for (int number : new int[] {2, 11, 18, 25}) {
                    fields[number] = "2";
                }
            }
            case "RXA" -> {
                fields[3] = "20260101";
                fields[5] = "115^Tdap^CVX";
                fields[27] = "Ward^1^2^NORTH";
                fields[6] = "1";
            }
            case "PR1" -> fields[5] = "202601010800";
            case "TXA" -> fields[2] = "DS";
            case "AIG", "AIL", "AIP" -> fields[3] = segmentActor(id);
            case "RXE" -> fields[2] = "1^Drug^L";
            case "NTE" -> fields[3] = "a note";
            case "PRT" -> {
                fields[5] = "77^Who^Doctor^^^^^^NORTH";
                fields[16] = "00643169001763";
            }
            case "ROL" -> fields[4] = "77^Who^Doctor^^^^^^NORTH";
            case "IN1" -> {
                fields[2] = "A^Plan";
                fields[4] = "Clinic^L^^^^NORTH^XX^^^C1";
            }
            default -> {}
        }
    }

    private static String segmentActor(String id) {
        return switch (id) {
            case "AIL" -> "Ward^1^2^NORTH";
            case "AIP" -> "77^Who^Doctor^^^^^^NORTH";
            default -> "MRI^Scanner^L";
        };
    }

    private static String merge(String header, int number, String value) {
        String[] fields = Arrays.copyOf(header.split("\\|", -1), Math.max(number, 12));
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i] == null ? "" : fields[i];
        }
        if (fields[number - 1].isEmpty() || !NEEDED.contains(number)) {
            fields[number - 1] = value;
        }
        return String.join("|", fields);
    }
}
