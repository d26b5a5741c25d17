package org.consentry.gateway.research;

import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.job.Exports;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Releases data to studies when it is due: an export of those who take part then, which the study's client fetches. */
@Component
class StudyReleases {
    private static final Logger log = LoggerFactory.getLogger(StudyReleases.class);

    private final Studies studies;
    private final Exports exports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    StudyReleases(Studies studies, Exports exports, TransactionTemplate transaction, Clock clock) {
        this.studies = studies;
        this.exports = exports;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT1S")
    void look() {
        try {
            transaction.executeWithoutResult(
                    status -> studies.due(clock.instant()).forEach(this::release));
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("releases not looked for");
        }
    }

    private void release(Study study) {
        Set<String> subjects = new HashSet<>(studies.onStudy(study.id()));
        if (subjects.isEmpty()) {
            return;
        }
        ExportRequest asked =
                ExportRequest.ALL.ofTypes(study.types(), java.util.List.of()).ofPatients(subjects);
        String job = exports.release(
                new Caller.Analyst(study.clientId(), Scopes.parse("")),
                "ResearchStudy/" + study.id() + "/$release",
                asked,
                study.policy());
        log.atInfo().addKeyValue("study", study.id()).addKeyValue("job", job).log("study data released");
    }
}
