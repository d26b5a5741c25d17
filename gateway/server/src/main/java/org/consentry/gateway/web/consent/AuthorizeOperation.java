package org.consentry.gateway.web.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.consent.ConsentAnswers;
import org.consentry.gateway.consent.Narrowing;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Coded;
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
 * cookie binds the way back to this browser. Parameters narrow, see {@link Narrowing}: {@code class}, {@code end}, {@code
 * withhold} (a label), {@code withholdCategory} and {@code withholdCode} ({@code system|code}), {@code source}, {@code
 * from}, {@code to} and {@code actor}.
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
        ConsentAnswers.Departure departure = answers.authorize(patient, consentId, narrowing(parameters));
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

    private static Narrowing narrowing(Parameters asked) {
        return new Narrowing(
                new TreeSet<>(asked.texts("class")),
                asked.text("end").map(AuthorizeOperation::instant),
                new Narrowing.Withheld(
                        new TreeSet<>(asked.texts("withhold")),
                        coded(asked.texts("withholdCategory")),
                        coded(asked.texts("withholdCode"))),
                asked.text("source").map(AuthorizeOperation::organization),
                asked.text("from").map(text -> day("from", text)),
                asked.text("to").map(text -> day("to", text)),
                new TreeSet<>(asked.texts("actor")));
    }

    private static Set<Coded> coded(List<String> texts) {
        return texts.stream().map(Coded::parse).collect(Collectors.toSet());
    }

    private static LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.at(ProblemKind.MALFORMED, name, "a day");
        }
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
