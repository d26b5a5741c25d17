package org.consentry.gateway.web.fhir;

import java.io.IOException;
import java.util.Arrays;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;

/**
 * What Tomcat refuses before anything of ours sees it, such as a line that is no HTTP: an OperationOutcome where it would
 * show a page of its own.
 */
public final class OutcomeValve extends ErrorReportValve {
    private static final int FIRST_ERROR = 400;

    /** Made by Tomcat. */
    public OutcomeValve() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    /** Takes the place of Tomcat's own pages. */
    static void join(Context context) {
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(OutcomeValve.class.getName());
        }
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ProblemKind kind = Arrays.stream(ProblemKind.values())
                .filter(each -> each.status() == status)
                .findFirst()
                .orElse(ProblemKind.MALFORMED);
        try {
            response.setContentType(Negotiation.FHIR_JSON);
            response.setCharacterEncoding("UTF-8");
            byte[] json = OutcomeJson.of(Problem.of(kind, "This is no request that the gateway understands"));
            response.getReporter().write(new String(json, java.nio.charset.StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client is gone; there is nobody to tell.
            container.getLogger().debug("an error could not be told");
        }
    }
}
