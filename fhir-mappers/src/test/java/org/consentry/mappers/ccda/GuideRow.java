package org.consentry.mappers.ccda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Bundle;

/**
 * One row of the guide's tables, from {@code rows.txt}: what it maps, what must come out, and the piece of a document
 * that says it. The piece stands in the patient, in the patient's role, in the header, or in the section of a code.
 */
record GuideRow(String page, String from, String to, String expected, String place, String piece) {

    String name() {
        return page + ": " + from + " -> " + to;
    }

    /** True if the piece is one of the body's entries. */
    boolean entry() {
        return Character.isDigit(place.charAt(0));
    }

    /** A document with this piece alone. */
    Bundle converted() {
        return switch (place) {
            case "patient" -> SmallDocuments.document(piece, "", "11450-4", "Words", "");
            case "role" -> SmallDocuments.role(piece);
            case "header" -> SmallDocuments.document("", piece, "11450-4", "Words", "");
            default -> SmallDocuments.section(place, "", piece);
        };
    }

    static List<GuideRow> all() {
        List<GuideRow> rows = new ArrayList<>();
        for (String page : text().split("(?m)^page ", -1)) {
            String[] lines = page.split("\n", -1);
            if (lines.length < 2) {
                continue;
            }
            int space = lines[0].lastIndexOf(' ');
            StringBuilder statement = new StringBuilder();
            for (int line = 1; line < lines.length; line++) {
                String[] columns = lines[line].split("\t", -1);
                if (columns.length < 4) {
                    statement.append(lines[line]).append('\n');
                } else {
                    rows.add(new GuideRow(
                            lines[0].substring(0, space),
                            columns[0],
                            columns[1],
                            columns[2],
                            lines[0].substring(space + 1),
                            filled(statement.toString(), columns[3])));
                }
            }
        }
        return rows;
    }

    private static String filled(String statement, String parts) {
        String filled = statement;
        for (String part : parts.split(" ;; ", -1)) {
            String place = part.startsWith("a ") ? "{a}" : part.startsWith("p ") ? "{p}" : "{x}";
            String put = part.equals("-") ? "" : place.equals("{x}") ? part : part.substring(2);
            filled = filled.replace(place, put);
        }
        return filled.replaceAll("\\{[apx]}", "");
    }

    private static String text() {
        try (InputStream in = GuideRow.class.getResourceAsStream("/ccda/guide/rows.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
