package org.consentry.gateway.live;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** A study of the analyst's under research-shifted, approved, that patients accept and take back. */
final class OfferedStudy {
    private final LiveGateway gateway;
    private final String id;

    private OfferedStudy(LiveGateway gateway, String id) {
        this.gateway = gateway;
        this.id = id;
    }

    /** @param criterion a search; who fits is offered to take part */
    static OfferedStudy approved(LiveGateway gateway, ExportClient analyst, String type, String criterion) {
        String end = gateway.clock
                .instant()
                .plus(Duration.ofDays(300))
                .truncatedTo(ChronoUnit.DAYS)
                .toString();
        String study = "{'resourceType':'ResearchStudy','status':'active','title':'Sleep','sponsor':{'display':"
                + "'Institute'},'period':{'end':'" + end + "'},'extension':[{'url':"
                + "'https://consentry.org/fhir/StructureDefinition/research-offer','extension':["
                + "{'url':'policy','valueCode':'research-shifted'},{'url':'type','valueCode':'" + type + "'},"
                + "{'url':'criterion','valueString':'" + criterion + "'}]}]}";
        String id = LiveGateway.expect(gateway.post(analyst.token, "/fhir/ResearchStudy", study), 201)
                .path("id")
                .asString("");
        LiveGateway.expect(
                gateway.post(
                        gateway.service("operator", "system/*.cruds"), "/fhir/ResearchStudy/" + id + "/$approve", ""),
                200);
        return new OfferedStudy(gateway, id);
    }

    void accept(String patient) {
        String herself = gateway.patient(patient);
        String offer = gateway.ids(herself, "Task?code=research-offer&status=requested")
                .getFirst();
        LiveGateway.expect(gateway.post(herself, "/fhir/Task/" + offer + "/$accept", ""), 200);
    }

    void withdraw(String patient) {
        LiveGateway.expect(gateway.post(gateway.patient(patient), "/fhir/ResearchStudy/" + id + "/$withdraw", ""), 200);
    }

    void revoke(String patient) {
        String herself = gateway.patient(patient);
        String consent = gateway.ids(herself, "Consent?status=active").getFirst();
        LiveGateway.expect(
                gateway.post(herself, "/fhir/Consent/" + consent + "/$revoke", "{'resourceType':'Parameters'}"), 200);
    }
}
