package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is answered in JSON is answered in XML with the same content. */
class XmlEqualsJsonIT {
    private static final String A = "hospital-a";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
        server.put(A, "/Patient/x", """
                {'resourceType':'Patient','id':'x','name':[{'family':'X','given':['A','B'],'_given':[null,{'extension':[{'url':'urn:g','valueCode':'x'}]}]}],
                 '_birthDate':{'extension':[{'url':'urn:e','valueCode':'unknown'}]},'multipleBirthInteger':2,
                 'contact':[{'relationship':[{'text':'friend'}]}]}""");
        server.put(A, "/Observation/x", """
                {'resourceType':'Observation','id':'x','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/x'},
                 'valueQuantity':{'value':1.50,'unit':'mg'}}""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Patient/x",
                "/Patient/x/_history/1",
                "/Patient/x/_history",
                "/Observation?patient=x&_include=Observation:subject",
                "/Observation?patient=x&_summary=count",
                "/Patient/x/$everything",
                "/Patient/nobody",
                "/Patient?frob=1",
                "/metadata"
            })
    void readsAlike(String path) {
        HttpResponse<String> json = server.get(A, path);
        HttpResponse<String> xml = server.get(A, path, "Accept", "application/fhir+xml");

        assertThat(xml.statusCode()).isEqualTo(json.statusCode());
        assertThat(tree(xml.body())).isEqualTo(JSON.readTree(json.body()));
    }

    @Test
    void writesAlike() {
        String xml = "<Bundle xmlns='http://hl7.org/fhir'><type value='transaction'/><entry><resource><Organization>"
                + "<name value='By XML'/></Organization></resource><request><method value='POST'/><url value='Organization'/>"
                + "</request></entry></Bundle>";
        HttpResponse<String> stored = server.post(A, "", xml, "Content-Type", "application/fhir+xml");

        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        assertThat(stored.body()).startsWith("<Bundle").contains("transaction-response");
        assertThat(server.get(A, "/Organization?name=by%20xml").body()).contains("\"name\":\"By XML\"");
        String patch =
                "<Parameters xmlns='http://hl7.org/fhir'><parameter><name value='operation'/><part><name value='type'/>"
                        + "<valueCode value='replace'/></part><part><name value='path'/><valueString value='Observation.status'/></part>"
                        + "<part><name value='value'/><valueCode value='amended'/></part></parameter></Parameters>";
        assertThat(server.patch(A, "/Observation/x", patch, "Content-Type", "application/fhir+xml")
                        .body())
                .contains("amended");
    }

    private static JsonNode tree(String xml) {
        FhirContext context = FhirContext.forR4Cached();
        return JSON.readTree(context.newJsonParser()
                .encodeResourceToString(context.newXmlParser().parseResource(xml)));
    }
}
