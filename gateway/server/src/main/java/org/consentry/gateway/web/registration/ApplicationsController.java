package org.consentry.gateway.web.registration;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.registration.Application;
import org.consentry.gateway.registration.Applications;
import org.consentry.gateway.web.Callers;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /applications}: asking to belong to the network; {@code /operator/applications}: deciding. */
@RestController
class ApplicationsController {
    private static final int LONGEST = 16_384;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Applications applications;

    ApplicationsController(Applications applications) {
        this.applications = applications;
    }

    /** An application as the person who applied sees it. */
    record Own(String application, String kind, String id, String name, String status, String at) {
        static Own of(Application it) {
            return new Own(
                    it.id(),
                    it.asked().kind().code(),
                    it.asked().member(),
                    it.asked().name(),
                    it.status().code(),
                    it.at().toString());
        }
    }

    /** The same for the operator, with whose it is and the keys. */
    record Whole(
            String application,
            String account,
            String kind,
            String id,
            String name,
            String jwks,
            String status,
            String at) {
        static Whole of(Application it) {
            return new Whole(
                    it.id(),
                    it.account(),
                    it.asked().kind().code(),
                    it.asked().member(),
                    it.asked().name(),
                    it.asked().jwks(),
                    it.status().code(),
                    it.at().toString());
        }
    }

    @PostMapping(path = "/applications", consumes = "application/json")
    @ResponseStatus(HttpStatus.CREATED)
    Own apply(HttpServletRequest request, @RequestBody String body) {
        Caller.PatientUser person = person(request);
        JsonNode asked = read(body);
        return Own.of(applications.apply(
                person,
                new Application.Asked(
                        Application.Kind.of(text(asked, "kind")),
                        text(asked, "id"),
                        text(asked, "name"),
                        asked.path("jwks").toString())));
    }

    @GetMapping("/applications")
    List<Own> own(HttpServletRequest request) {
        return applications.of(person(request)).stream().map(Own::of).toList();
    }

    @GetMapping("/operator/applications")
    List<Whole> all(HttpServletRequest request, @RequestParam(defaultValue = "pending") String status) {
        Caller.Operator unused = operator(request);
        return applications.in(status(status)).stream().map(Whole::of).toList();
    }

    @PostMapping("/operator/applications/{application}/$approve")
    Whole approve(HttpServletRequest request, @PathVariable String application) {
        return Whole.of(applications.decide(operator(request), application, true));
    }

    @PostMapping("/operator/applications/{application}/$refuse")
    Whole refuse(HttpServletRequest request, @PathVariable String application) {
        return Whole.of(applications.decide(operator(request), application, false));
    }

    /** A person's own account, whose address is verified: others are not signed in at all. */
    private static Caller.PatientUser person(HttpServletRequest request) {
        if (Callers.of(request) instanceof Caller.PatientUser person
                && person.proxy().isEmpty()
                && person.clientId().equals(Caller.PORTAL)) {
            return person;
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Only a person in person, through the portal, applies");
    }

    private static Caller.Operator operator(HttpServletRequest request) {
        if (Callers.of(request) instanceof Caller.Operator operator) {
            return operator;
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "This is for the operator");
    }

    private static Application.Status status(String text) {
        for (Application.Status status : Application.Status.values()) {
            if (status.code().equals(text.toLowerCase(Locale.ROOT))) {
                return status;
            }
        }
        throw Problem.at(ProblemKind.MALFORMED, "status", "pending, approved or refused");
    }

    private static JsonNode read(String body) {
        if (body.length() > LONGEST) {
            throw Problem.of(ProblemKind.TOO_LARGE, "at most " + LONGEST + " characters");
        }
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "not JSON");
        }
    }

    private static String text(JsonNode asked, String name) {
        return asked.path(name).asString("");
    }
}
