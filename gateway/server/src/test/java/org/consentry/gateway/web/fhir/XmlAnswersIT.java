package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked and answered in XML. */
class XmlAnswersIT {
    private static final String A = "hospital-a";
    private static FhirServer server;

    @BeforeAll
    static void start() {
        server = new FhirServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void speaksXml() {
        HttpResponse<String> created = server.post(
                A,
                "/Organization",
                "<Organization xmlns='http://hl7.org/fhir'><name value='Ixemel'/></Organization>",
                "Content-Type",
                "application/fhir+xml",
                "Accept",
                "application/fhir+xml");

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Content-Type").orElse("")).startsWith("application/fhir+xml");
        assertThat(created.body()).contains("<name value=\"Ixemel\"");
        assertThat(server.get(A, "/Organization?name=ixemel&_format=xml").body())
                .startsWith("<Bundle");
    }

    @Test
    void saysSoWhenAnAnswerHasNoFormInXml() {
        // Nobody can send it any more; what was stored before is still there.
        server.store.put(
                "Organization/odd", "{'resourceType':'Organization','id':'odd','active':'perhaps','name':'Odd one'}");

        HttpResponse<String> answer = server.get(A, "/Organization/odd", "Accept", "application/fhir+xml");

        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.body()).startsWith("<OperationOutcome").doesNotContain("perhaps");
        assertThat(server.get(A, "/Organization?_id=odd&_elements=name").statusCode())
                .isEqualTo(422);
    }

    @Test
    void saysSoWhenATextHoldsACharacterThatXmlHasNot() {
        server.store.put("Organization/nul", "{'resourceType':'Organization','id':'nul','name':'Odd \\u0000 one'}");

        assertThat(server.get(A, "/Organization/nul", "Accept", "application/fhir+xml")
                        .statusCode())
                .isEqualTo(406);
        assertThat(server.get(A, "/Organization/nul").statusCode()).isEqualTo(200);
    }
}
