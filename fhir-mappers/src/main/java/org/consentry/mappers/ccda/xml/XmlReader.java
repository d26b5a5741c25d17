package org.consentry.mappers.ccda.xml;

import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/*
 * The platform's own SAX parser, never one that the class path brings along, because only its limits are known.
 *
 * A document type is refused outright: C-CDA has none, and without one there is no entity to expand and nothing to
 * fetch. Prefixes are not resolved: half of the public samples are cut out of documents whose root declared them, and
 * the names of C-CDA are unambiguous without. What follows the root element is read as if one more element stood
 * around both, since samples come in such pieces too.
 */
/** Bytes to a tree. */
public final class XmlReader {

    /** The longest document read, in bytes. */
    public static final int MOST_BYTES = 64 * 1024 * 1024;

    /** The name of the element put around a document that has several roots. */
    public static final String PIECES = "pieces";

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private XmlReader() {}

    /** What came of reading. */
    public sealed interface Outcome {}

    /**
     * A tree.
     *
     * @param recoded true if the bytes were not what the document said and were read as Windows-1252
     */
    public record Legible(Element root, boolean recoded) implements Outcome {}

    /** None; line and column are 0 if there is no place to name. */
    public record Illegible(int line, int column, String reason) implements Outcome {}

    /** Reads a document. Never throws for what the bytes say. */
    public static Outcome read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            return new Illegible(0, 0, "The document has more than " + MOST_BYTES + " bytes");
        }
        try {
            return attempt(new InputSource(new ByteArrayInputStream(bytes)), bytes, false);
        } catch (CharConversionException notTheCharset) {
            return recoded(bytes);
        } catch (IOException e) {
            return new Illegible(0, 0, "The document's encoding is not one that can be read");
        }
    }

    private static Outcome recoded(byte[] bytes) {
        try {
            return attempt(
                    new InputSource(new InputStreamReader(new ByteArrayInputStream(bytes), WINDOWS)), bytes, true);
        } catch (IOException e) {
            return new Illegible(0, 0, "The document's encoding is not one that can be read");
        }
    }

    private static Outcome attempt(InputSource source, byte[] bytes, boolean recoded) throws IOException {
        TreeBuilder builder = new TreeBuilder();
        try {
            parser().parse(source, builder);
            return new Legible(builder.root(), recoded);
        } catch (SAXParseException e) {
            if (!recoded
                    && (e.getException() instanceof IOException
                            || String.valueOf(e.getMessage()).contains("-byte UTF-8"))) {
                return recoded(bytes);
            }
            boolean more =
                    builder.complete() && !recoded && !builder.root().name().equals("ClinicalDocument");
            return more ? pieces(bytes) : illegible(e);
        } catch (SAXException e) {
            return new Illegible(0, 0, "The document is not well-formed XML");
        }
    }

    private static Outcome pieces(byte[] bytes) throws IOException {
        byte[] open = ("<" + PIECES + ">").getBytes(StandardCharsets.UTF_8);
        byte[] close = ("</" + PIECES + ">").getBytes(StandardCharsets.UTF_8);
        TreeBuilder builder = new TreeBuilder();
        try (InputStream all = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(open),
                new ByteArrayInputStream(withoutProlog(bytes)),
                new ByteArrayInputStream(close))))) {
            parser().parse(new InputSource(all), builder);
            return new Legible(builder.root(), false);
        } catch (SAXParseException e) {
            return illegible(e);
        } catch (SAXException e) {
            return new Illegible(0, 0, "The document is not well-formed XML");
        }
    }

    /** The XML declaration and a byte order mark become blanks, so that lines keep their numbers. */
    private static byte[] withoutProlog(byte[] bytes) {
        byte[] body = bytes.clone();
        int mark = body.length > 2 && (body[0] & 0xff) == 0xef && (body[1] & 0xff) == 0xbb ? 3 : 0;
        int end = mark;
        String head = new String(body, 0, Math.min(body.length, 400), StandardCharsets.ISO_8859_1);
        if (head.startsWith("<?xml", mark) && head.contains("?>")) {
            end = head.indexOf("?>") + 2;
        }
        for (int i = 0; i < end; i++) {
            body[i] = body[i] == '\n' ? body[i] : (byte) ' ';
        }
        return body;
    }

    private static Illegible illegible(SAXParseException e) {
        int line = Math.max(e.getLineNumber(), 0);
        int column = Math.max(e.getColumnNumber(), 0);
        String message = String.valueOf(e.getMessage());
        if (message.contains("DOCTYPE")) {
            return new Illegible(line, column, "A document type is not accepted");
        }
        if (message.startsWith("JAXP0001")) {
            return new Illegible(line, column, "The document passes a bound of the XML parser");
        }
        if (e instanceof TreeBuilder.Bound) {
            return new Illegible(line, column, message);
        }
        return new Illegible(line, column, "The document is not well-formed XML");
    }

    private static SAXParser parser() {
        SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
        factory.setNamespaceAware(false);
        factory.setValidating(false);
        factory.setXIncludeAware(false);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            SAXParser parser = factory.newSAXParser();
            // The tree's own bound is lower, and says what it is.
            parser.setProperty("http://www.oracle.com/xml/jaxp/properties/maxElementDepth", "1000");
            return parser;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("Every Java platform can be told not to read document types", e);
        }
    }
}
