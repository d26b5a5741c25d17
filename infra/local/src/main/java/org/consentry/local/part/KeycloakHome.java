package org.consentry.local.part;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/*
 * The unpacked and built Keycloak, once per machine.
 *
 * Keycloak's "build" step compiles its providers and build-time options into the installation and takes longer than
 * a start. The result depends only on the distribution, our provider jar and the options below, so it is kept in the
 * user's cache under a name made from all three, and every stack and test run of this machine starts from it with
 * "--optimized". It is made beside its final place and renamed, so a crash leaves nothing that looks finished.
 */
final class KeycloakHome {
    private static final List<String> BUILD_OPTIONS =
            List.of("--db=postgres", "--features-disabled=impersonation,ciba,device-flow,token-exchange-standard");

    private KeycloakHome() {}

    /** The home directory, made if need be. Waits if another process is making it. */
    private static synchronized Path ready() {
        ProviderJar provider = ProviderJar.onClassPath();
        Properties place = place();
        Path cache = cache();
        Path home = cache.resolve("keycloak-" + place.getProperty("version") + "-"
                + provider.fingerprint(BUILD_OPTIONS).substring(0, 12));
        try {
            Files.createDirectories(cache);
            try (FileChannel lock = FileChannel.open(
                    cache.resolve("keycloak.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (Files.notExists(home)) {
                    make(home, zip(place), provider);
                }
            }
            return home;
        } catch (IOException e) {
            throw new PartFailure("Keycloak could not be unpacked into the cache", e);
        }
    }

    private static void make(Path home, Path zip, ProviderJar provider) throws IOException {
        Path fresh = home.resolveSibling(home.getFileName() + ".new");
        delete(fresh);
        unpack(zip, fresh);
        Files.write(fresh.resolve("providers").resolve("consentry-keycloak.jar"), provider.jar());
        KeycloakJvm.build(fresh, BUILD_OPTIONS);
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(Path zip, Path target) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                // Every entry lies below one folder named after the version.
                String inside = entry.getName().substring(entry.getName().indexOf('/') + 1);
                Path path = target.resolve(inside).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The Keycloak distribution has an entry outside its folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.resolveSibling("."));
                    Files.copy(entries, path);
                }
            }
        }
    }

    private static Path zip(Properties place) {
        Path zip = Path.of(place.getProperty("zip"));
        if (Files.notExists(zip)) {
            throw new PartFailure(
                    "The Keycloak distribution is no longer in Maven's local repository: build infra/local again");
        }
        return zip;
    }

    private static Properties place() {
        Properties place = new Properties();
        try (InputStream text = KeycloakHome.class.getResourceAsStream("keycloak.properties")) {
            if (text == null) {
                throw new PartFailure("keycloak.properties is missing: build infra/local with Maven");
            }
            place.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return place;
    }

    /**
     * A home of one instance: the shared installation by links, and its own {@code data} with the realm file to
     * import at the first start.
     */
    static Path instance(Path dir) throws IOException {
        Path shared = ready();
        Path imports = dir.resolve("data").resolve("import");
        Files.createDirectories(imports);
        Files.write(
                imports.resolve("consentry-realm.json"),
                ProviderJar.onClassPath().realm());
        for (String folder : List.of("lib", "conf", "providers", "themes")) {
            Path link = dir.resolve(folder);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, shared.resolve(folder));
        }
        return dir;
    }

    /** {@code CONSENTRY_CACHE_DIR}, else {@code consentry} in the user's cache folder. */
    private static Path cache() {
        String chosen = System.getenv("CONSENTRY_CACHE_DIR");
        if (chosen != null) {
            return Path.of(chosen).toAbsolutePath();
        }
        String standard = System.getenv("XDG_CACHE_HOME");
        Path base = standard != null ? Path.of(standard) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("consentry").toAbsolutePath();
    }

    private static void delete(Path dir) throws IOException {
        if (Files.notExists(dir)) {
            return;
        }
        try (Stream<Path> found = Files.walk(dir)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
