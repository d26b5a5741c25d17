package org.consentry.gateway.proof.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Pages of A4 that are written from the top to the bottom, one after the other. */
final class Paper implements AutoCloseable {
    static final float MARGIN = 50;
    static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;
    private static final float LEADING = 1.35f;
    private static final String SANS = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final byte[] SANS_BYTES = sansBytes();

    private final PDDocument document;
    private final PDFont sans;
    private final PDFont mono = new PDType1Font(Standard14Fonts.FontName.COURIER);
    private final Map<String, Boolean> writable = new HashMap<>();
    private PDPageContentStream page;
    private float top;

    Paper(PDDocument document) throws IOException {
        this.document = document;
        this.sans = PDType0Font.load(document, new ByteArrayInputStream(SANS_BYTES), true);
        this.page = turn();
    }

    /** A line or more of text, broken between words. */
    void text(String text, float size) throws IOException {
        for (String line : wrapped(text, sans, size, WIDTH)) {
            line(line, sans, size, MARGIN);
        }
    }

    /** Text whose every character counts, broken wherever the line ends. */
    void code(String text, float size) throws IOException {
        int most = (int) (WIDTH / (size * 0.6f));
        for (String line : text.split("\n", -1)) {
            for (int from = 0; from == 0 || from < line.length(); from += most) {
                line(line.substring(from, Math.min(line.length(), from + most)), mono, size, MARGIN);
            }
        }
    }

    /** Cells beside each other, each cut to its column. */
    void row(float size, float[] columns, String... cells) throws IOException {
        space(size * LEADING);
        float left = MARGIN;
        for (int i = 0; i < cells.length; i++) {
            write(cut(known(cells[i], sans), size, columns[i] - 6), sans, size, left);
            left += columns[i];
        }
    }

    void gap(float points) throws IOException {
        space(points);
    }

    /** Keeps what follows together on a page if it is no higher. */
    void keep(float points) throws IOException {
        if (top - points < MARGIN) {
            page.close();
            page = turn();
        }
    }

    /** Black squares of a matrix at the right margin, beside what was written last. */
    void squares(boolean[][] rows, float width) throws IOException {
        float side = width / rows.length;
        float left = MARGIN + WIDTH - width;
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                if (rows[y][x]) {
                    page.addRect(left + x * side, top - (y + 1) * side, side, side);
                }
            }
        }
        page.fill();
    }

    private void line(String line, PDFont font, float size, float left) throws IOException {
        space(size * LEADING);
        write(known(line, font), font, size, left);
    }

    private void write(String text, PDFont font, float size, float left) throws IOException {
        page.beginText();
        page.setFont(font, size);
        page.newLineAtOffset(left, top);
        page.showText(text);
        page.endText();
    }

    private void space(float points) throws IOException {
        keep(points);
        top -= points;
    }

    private PDPageContentStream turn() throws IOException {
        PDPage next = new PDPage(PDRectangle.A4);
        document.addPage(next);
        top = PDRectangle.A4.getHeight() - MARGIN;
        return new PDPageContentStream(document, next);
    }

    private List<String> wrapped(String text, PDFont font, float size, float width) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : known(text, font).split(" ", -1)) {
            if (!line.isEmpty() && width(line + " " + word, font, size) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private String cut(String text, float size, float width) throws IOException {
        if (width(text, sans, size) <= width) {
            return text;
        }
        String shorter = text;
        while (!shorter.isEmpty() && width(shorter + "…", sans, size) > width) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }
        return shorter + "…";
    }

    private static float width(String text, PDFont font, float size) throws IOException {
        return font.getStringWidth(text) / 1000 * size;
    }

    /** What the font cannot write is shown as a question mark and not as nothing. */
    private String known(String text, PDFont font) {
        StringBuilder known = new StringBuilder(text.length());
        text.codePoints().forEach(point -> known.appendCodePoint(has(point, font) ? point : '?'));
        return known.toString();
    }

    private boolean has(int point, PDFont font) {
        if (point < 0x7F) {
            return point >= ' ';
        }
        return writable.computeIfAbsent(font.getName() + Character.toString(point), key -> {
            try {
                font.encode(Character.toString(point));
                return true;
            } catch (IOException | IllegalArgumentException noGlyph) {
                return false;
            }
        });
    }

    private static byte[] sansBytes() {
        try (InputStream in = PDDocument.class.getResourceAsStream(SANS)) {
            if (in == null) {
                throw new IllegalStateException("the PDF library has no sans font");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the PDF library's font cannot be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        page.close();
    }
}
