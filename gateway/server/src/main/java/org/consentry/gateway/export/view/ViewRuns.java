package org.consentry.gateway.export.view;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.ExportShape;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.export.extract.AllReleases;
import org.consentry.gateway.export.extract.Extract;
import org.consentry.gateway.export.extract.Extracting;
import org.consentry.gateway.export.extract.PartLog;
import org.consentry.gateway.export.selection.ExportRules;
import org.consentry.gateway.export.table.Rendering;
import org.consentry.gateway.export.table.Table;
import org.consentry.gateway.export.work.LocalFile;
import org.consentry.gateway.export.work.Progress;
import org.consentry.gateway.export.work.WorkFolder;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.mappers.view.ViewDefinition;
import org.consentry.mappers.view.ViewRefused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Tables at once, for what is small: of the store as an analyst may have it, or of resources that are handed in. */
@Component
public class ViewRuns {
    /** Beyond this it is a job. */
    public static final int MOST_ROWS = 100_000;

    private static final int MOST_RESOURCES = 200_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final Logger log = LoggerFactory.getLogger(ViewRuns.class);
    private static final String ROWS = "rows";

    private final Extracting extracting;
    private final AllReleases releases;
    private final ExportRules rules;
    private final ExportSettings settings;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ViewRuns(
            Extracting extracting,
            AllReleases releases,
            ExportRules rules,
            ExportSettings settings,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.extracting = extracting;
        this.releases = releases;
        this.rules = rules;
        this.settings = settings;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Ends a run that is none of those for which one waits. */
    private static final class Bounded implements Progress {
        private final long end = System.nanoTime() + 30_000_000_000L;
        private int steps;

        @Override
        public void say(String sentence) {
            check();
        }

        @Override
        public void check() {
            if (++steps > MOST_RESOURCES || System.nanoTime() > end) {
                throw Problem.of(
                        ProblemKind.TOO_COSTLY, "Too many resources for one request; use $viewdefinition-export");
            }
        }
    }

    /** The table of a view over what an analyst may have, de-identified. */
    public byte[] ofTheStore(Caller.Analyst analyst, KickOff kickOff, int mostRows) {
        String policy = rules.policy(kickOff.policy());
        ExportRequest asked = rules.allowed(analyst, kickOff, policy, new Visibility.Everything());
        try (WorkFolder folder = WorkFolder.in(settings.workFolder())) {
            Bounded bounded = new Bounded();
            Extract extract = extracting.of(
                    new Extracting.Order(analyst.clientId(), policy, asked, clock.instant(), Optional.empty()),
                    folder.path(),
                    bounded,
                    PartLog.NONE);
            LocalFile table =
                    Rendering.upTo(mostRows, asked.shape(), folder.path(), bounded).of(extract.files()).stream()
                            .filter(file -> file.kind() == ExportFile.Kind.OUTPUT)
                            .findFirst()
                            .orElseThrow();
            if (!releases.hold(analyst.clientId(), policy, extract.consenting())) {
                throw Problem.of(ProblemKind.BUSY, "A patient took consent back meanwhile; ask again");
            }
            transaction.executeWithoutResult(status -> audit.put(new AuditFact(
                    analyst,
                    "viewdefinition-run",
                    AuditFact.Outcome.DONE,
                    Optional.empty(),
                    Optional.empty(),
                    Set.of("HRESCH"),
                    List.of())));
            return bytes(table.path());
        } catch (Extract.Leaking e) {
            log.atError().addKeyValue("first", e.getMessage()).log("view leaks");
            throw Problem.of(ProblemKind.FAULT, "The leak scanner found identifiers in the table; nothing is shown");
        } catch (ViewRefused e) {
            throw refused(e);
        } catch (IOException e) {
            throw Problem.causedBy(ProblemKind.BUSY, "The table could not be written; try again", e);
        }
    }

    /** The table of a view over resources that whoever asks has already. */
    public byte[] of(ExportShape.View view, ExportFormat format, List<byte[]> resources, int mostRows) {
        ViewDefinition compiled = compiled(view.definition());
        try (WorkFolder folder = WorkFolder.in(settings.workFolder())) {
            Path path = folder.path().resolve(ROWS + "." + format.ending());
            int count = 0;
            try (Table table = Table.create(format, path, compiled.columns())) {
                for (byte[] resource : resources) {
                    for (List<@Nullable JsonNode> row : compiled.rows(resource)) {
                        if (count++ < mostRows) {
                            table.add(row);
                        }
                    }
                }
            }
            return bytes(path);
        } catch (ViewRefused e) {
            throw refused(e);
        } catch (IOException e) {
            throw Problem.causedBy(ProblemKind.BUSY, "The table could not be written; try again", e);
        }
    }

    /** Compiles a view. @throws Problem UNPROCESSABLE naming the place in the view */
    public static ViewDefinition compiled(String definition) {
        try {
            return ViewDefinition.compile(definition.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (ViewRefused e) {
            throw refused(e);
        }
    }

    private static Problem refused(ViewRefused e) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "ViewDefinition", String.valueOf(e.getMessage()));
    }

    private static byte[] bytes(Path path) throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw Problem.of(
                    ProblemKind.TOO_COSTLY, "The table is too large for one answer; use $viewdefinition-export");
        }
        return Files.readAllBytes(path);
    }
}
