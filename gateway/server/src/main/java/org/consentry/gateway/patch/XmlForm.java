package org.consentry.gateway.patch;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A resource as a tree of XML, and back. Both ways are strict: what has no form in the other is refused, not lost. */
final class XmlForm {
    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    private XmlForm() {}

    /** @throws Problem MALFORMED for what is not well-formed or has a DTD */
    static Document parse(byte[] xml) {
        return parse(new InputSource(new StringReader(new String(xml, StandardCharsets.UTF_8))));
    }

    private static Document parse(InputSource source) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The default writes what it stumbles over to stderr.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(source);
        } catch (SAXException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not well-formed XML");
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Document of(ObjectNode resource) {
        try {
            String json = new String(Trees.bytes(resource), StandardCharsets.UTF_8);
            String xml = strict(CONTEXT.newXmlParser())
                    .encodeResourceToString(strict(CONTEXT.newJsonParser()).parseResource(json));
            return parse(new InputSource(new StringReader(xml)));
        } catch (DataFormatException e) {
            throw Problem.at(
                    ProblemKind.UNPROCESSABLE,
                    resource.path("resourceType").stringValue(""),
                    "what is stored has no form in XML; patch it by JSON Patch");
        }
    }

    /** @throws Problem UNPROCESSABLE for what is no resource of R4 */
    static ObjectNode back(Document document) {
        try {
            StringWriter xml = new StringWriter();
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(xml));
            String json = strict(CONTEXT.newJsonParser())
                    .encodeResourceToString(strict(CONTEXT.newXmlParser()).parseResource(xml.toString()));
            JsonNode resource = Trees.parse(json.getBytes(StandardCharsets.UTF_8));
            return (ObjectNode) resource;
        } catch (DataFormatException e) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "diff", "what the patch makes is no resource of R4");
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IParser strict(IParser parser) {
        return parser.setParserErrorHandler(new StrictErrorHandler()).setStripVersionsFromReferences(false);
    }
}
