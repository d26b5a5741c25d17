package org.consentry.gateway.web.consent;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeSet;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.consent.ConsentAnswers;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * {@code Consent/[id]/$authorize}: fixes what the patient is willing to allow and answers where Keycloak shows it. The
 * cookie binds the way back to this browser.
 */
@Component
class AuthorizeOperation extends PatientOperation {
    private final ConsentAnswers answers;
    private final boolean secure;

    AuthorizeOperation(ConsentAnswers answers, GatewaySettings settings) {
        this.answers = answers;
        this.secure = "https".equals(settings.baseUrl().getScheme());
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("authorize", Level.INSTANCE).on("Consent");
    }

    @Override
    FhirAnswer answer(Caller.PatientUser patient, String consentId, FhirCall call) {
        Parameters parameters = Parameters.read(call.body());
        ConsentAnswers.Departure departure = answers.authorize(
                patient,
                consentId,
                new ConsentAnswers.Kept(
                        new TreeSet<>(parameters.texts("class")),
                        parameters.text("end").map(AuthorizeOperation::instant),
                        new TreeSet<>(parameters.texts("withhold")),
                        parameters.text("source").map(AuthorizeOperation::organization)));
        ResponseCookie cookie = ResponseCookie.from(ConsentCallback.COOKIE, departure.browser())
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .path("/consent")
                .build();
        byte[] body = Parameters.create()
                .with("redirect", "Url", departure.redirect().toString())
                .json();
        return new FhirAnswer(
                200,
                Map.of("Set-Cookie", cookie.toString(), "Cache-Control", "no-store"),
                new FhirAnswer.Body.Json(body));
    }

    private static OrganizationId organization(String reference) {
        if (!reference.startsWith("Organization/")) {
            throw Problem.at(ProblemKind.MALFORMED, "source", "Organization/[id]");
        }
        return new OrganizationId(reference.substring("Organization/".length()));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.at(ProblemKind.MALFORMED, "end", "a date and time with a zone");
        }
    }
}
