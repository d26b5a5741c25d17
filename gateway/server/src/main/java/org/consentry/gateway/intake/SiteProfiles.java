package org.consentry.gateway.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.site.Site;
import org.consentry.mappers.site.SiteFiles;
import org.consentry.mappers.site.SiteRefused;
import org.springframework.stereotype.Component;

/**
 * What is particular to each member: one folder a member under {@code gateway.intake.profiles}, read once at start. A
 * mistake in any of them keeps the gateway from starting, with the file and the line, since a message mapped by half a
 * profile would stay so.
 */
@Component
class SiteProfiles {
    private static final String SETTING = "gateway.intake.profiles: ";
    private static final int MOST_FILES = 500;
    private static final long LARGEST_FILE = 4 * 1024 * 1024;

    private final Map<OrganizationId, Site> sites = new HashMap<>();
    private final Site plain;

    /** @throws IllegalArgumentException for a folder that cannot be taken, naming file and line */
    SiteProfiles(IntakeSettings settings) {
        plain = Site.plain(settings.zone());
        settings.profiles().ifPresent(this::read);
    }

    /** The context of a member's conversions. */
    ConversionContext context(Sender sender) {
        return sites.getOrDefault(sender.organization(), plain)
                .context(sender.organization().value());
    }

    /** The format a member calls so: one of its own layouts, else what everybody has. */
    Optional<IntakeFormat> format(OrganizationId member, String code) {
        CsvLayout own = code.startsWith(TableFormat.PREFIX)
                ? sites.getOrDefault(member, plain).layouts().get(code.substring(TableFormat.PREFIX.length()))
                : null;
        return own == null ? IntakeFormat.of(code) : Optional.of(new TableFormat(own));
    }

    private void read(Path folder) {
        for (Path member : children(folder)) {
            String name = member.getFileName().toString();
            if (!Files.isDirectory(member) || !OrganizationId.isOne(name)) {
                throw new IllegalArgumentException(SETTING + name + " is no folder named like a member");
            }
            try {
                sites.put(new OrganizationId(name), SiteFiles.read(name, texts(member), plain.zone()));
            } catch (SiteRefused e) {
                throw new IllegalArgumentException(SETTING + name + "/" + e.getMessage(), e);
            }
        }
    }

    private static Map<String, String> texts(Path member) {
        Map<String, String> texts = new HashMap<>();
        for (Path file : children(member)) {
            for (Path one : Files.isDirectory(file) ? children(file) : List.of(file)) {
                texts.put(member.relativize(one).toString().replace('\\', '/'), text(member, one));
            }
        }
        return texts;
    }

    private static String text(Path member, Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IllegalArgumentException(
                        SETTING + member.getFileName() + "/" + member.relativize(file) + " is larger than 4 MB");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    SETTING + member.getFileName() + "/" + member.relativize(file) + " cannot be read as UTF-8", e);
        }
    }

    /** What is in a folder, but for what editors and version control hide. */
    private static List<Path> children(Path folder) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(child -> !child.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(MOST_FILES)
                    .forEach(found::add);
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(SETTING + folder.getFileName() + " cannot be read", e);
        }
        return found;
    }
}
