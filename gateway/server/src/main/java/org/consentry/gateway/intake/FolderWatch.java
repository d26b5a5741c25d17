package org.consentry.gateway.intake;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/*
 * Files dropped into FOLDER/MEMBER/FORMAT/ (hl7v2, ccda, stu3, dstu2, csv-LAYOUT) are taken in, a member's in the order of their names.
 *
 * A file counts as complete when it has not changed for a while, or at once when it was renamed into place: names that
 * begin with a dot or end in .tmp or .part are somebody's work in progress. Taking a file begins by renaming it into
 * .taking/, which of two gateways on one folder only one can do. Then:
 *
 *   taken            -> done/, after it is durable
 *   refused          -> refused/, with NAME.outcome.json beside it that says why; it is a dead letter too
 *   the store is away -> back where it was, to be tried again
 *
 * A crash in between leaves the file in .taking/; it is put back after five minutes and taken again, which changes nothing if
 * it had been stored. What lies in done/ and refused/ is the
 * sender's to clear.
 */
@Component
class FolderWatch {
    private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);
    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final Duration ABANDONED = Duration.ofMinutes(5);
    private static final int MOST_AT_ONCE = 10_000;
    private static final int TOLD_EVERY = 1_000;
    private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".filepart");

    private final Intake intake;
    private final IntakeSettings settings;
    private final Clock clock;
    private volatile boolean open = true;

    FolderWatch(Intake intake, IntakeSettings settings, Clock clock) {
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        open = false;
    }

    /** Looks once. */
    @Scheduled(initialDelayString = "PT2S", fixedDelayString = "${gateway.intake.folder-every:PT2S}")
    void look() {
        settings.folder().ifPresent(folder -> {
            try {
                for (Path member : folders(folder)) {
                    for (Path format : folders(member)) {
                        look(member, format);
                    }
                }
            } catch (IOException e) {
                log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("the intake folder cannot be read");
            }
        });
    }

    private void look(Path member, Path folder) throws IOException {
        if (!OrganizationId.isOne(member.getFileName().toString())) {
            return;
        }
        Sender sender = new Sender(new OrganizationId(member.getFileName().toString()), "folder");
        Optional<IntakeFormat> format =
                intake.format(sender, folder.getFileName().toString().replaceFirst("^csv-", TableFormat.PREFIX));
        if (format.isEmpty()) {
            return;
        }
        putBackAbandoned(folder);
        for (Path file : complete(folder)) {
            if (!open || !take(sender, format.get(), folder, file)) {
                return;
            }
        }
    }

    /** @return false when the store is away and it is no use to go on */
    private boolean take(Sender sender, IntakeFormat format, Path folder, Path file) throws IOException {
        Path taking = Files.createDirectories(folder.resolve(".taking")).resolve(file.getFileName());
        try {
            Files.move(file, taking, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            // Another gateway was faster.
            return true;
        }
        Files.setLastModifiedTime(taking, java.nio.file.attribute.FileTime.from(clock.instant()));
        List<Intaken> taken = new ArrayList<>();
        try (InputStream body = Files.newInputStream(taking)) {
            intake.take(sender, format, body, one -> {
                taken.add(one);
                progress(taken.size());
            });
        } catch (Problem problem) {
            taken.add(new Intaken.Failed(new byte[0], problem.kind(), problem.text()));
        }
        if (taken.stream().anyMatch(FolderWatch::isForLater)) {
            Files.move(taking, file, StandardCopyOption.ATOMIC_MOVE);
            return false;
        }
        List<Intaken> refused =
                taken.stream().filter(one -> !(one instanceof Intaken.Taken)).toList();
        if (taken.isEmpty() || !refused.isEmpty()) {
            return refuse(folder, taking, taken.isEmpty() ? List.of(empty()) : refused);
        }
        // A crash here takes the file again, which changes nothing.
        return putAway(folder.resolve("done"), taking);
    }

    private boolean refuse(Path folder, Path taking, List<Intaken> refused) throws IOException {
        Path refusedFolder = Files.createDirectories(folder.resolve("refused"));
        StringBuilder lines = new StringBuilder();
        refused.forEach(one -> lines.append(RefusalReason.of(one)).append('\n'));
        Files.writeString(refusedFolder.resolve(taking.getFileName() + ".outcome.json"), lines, StandardCharsets.UTF_8);
        return putAway(refusedFolder, taking);
    }

    private static boolean putAway(Path folder, Path file) throws IOException {
        Files.move(
                file,
                Files.createDirectories(folder).resolve(file.getFileName()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private List<Path> complete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(this::isComplete).sorted().limit(MOST_AT_ONCE).toList();
        }
    }

    private boolean isComplete(Path file) {
        String name = file.getFileName().toString();
        try {
            return Files.isRegularFile(file)
                    && !name.startsWith(".")
                    && UNFINISHED.stream().noneMatch(name::endsWith)
                    && isOlder(file, SETTLED);
        } catch (IOException e) {
            // It went away meanwhile: somebody else takes it.
            return false;
        }
    }

    private void putBackAbandoned(Path folder) throws IOException {
        Path taking = folder.resolve(".taking");
        if (!Files.isDirectory(taking)) {
            return;
        }
        try (Stream<Path> files = Files.list(taking)) {
            for (Path file : files.toList()) {
                if (isOlder(file, ABANDONED)) {
                    Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    private boolean isOlder(Path file, Duration age) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(clock.instant().minus(age));
    }

    private static List<Path> folders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static boolean isForLater(Intaken taken) {
        return taken instanceof Intaken.Failed failed
                && (failed.kind() == ProblemKind.BUSY || failed.kind() == ProblemKind.FAULT);
    }

    private static Intaken empty() {
        return new Intaken.Failed(new byte[0], ProblemKind.MALFORMED, "The file holds no message");
    }

    private static void progress(int parts) {
        if (parts % TOLD_EVERY == 0) {
            log.atInfo().addKeyValue("parts", parts).log("a large file is being taken in");
        }
    }
}
